package io.countersign.sandbox.bank;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** One XML message, an element a line, that appears in a directory under its name when it is complete. */
final class XmlFile implements AutoCloseable {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final Path temporary;
    private final Path target;
    private final OutputStream out;
    private final XMLStreamWriter xml;

    XmlFile(Path directory, String name, String namespace) throws IOException {
        target = directory.resolve(name);
        temporary = directory.resolve("." + name + ".part");
        out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
        try {
            xml = FACTORY.createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("Document");
            xml.writeDefaultNamespace("urn:iso:std:iso:20022:tech:xsd:" + namespace);
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
    }

    XmlFile open(String... names) throws IOException {
        try {
            for (String name : names) {
                xml.writeCharacters("\n");
                xml.writeStartElement(name);
            }
            return this;
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
    }

    XmlFile close(int levels) throws IOException {
        try {
            for (int i = 0; i < levels; i++) {
                xml.writeEndElement();
            }
            return this;
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
    }

    XmlFile leaf(String name, @Nullable Object text) throws IOException {
        return text == null ? this : leaf(name, text, null);
    }

    XmlFile leaf(String name, Object text, @Nullable String currency) throws IOException {
        try {
            xml.writeCharacters("\n");
            xml.writeStartElement(name);
            if (currency != null) {
                xml.writeAttribute("Ccy", currency);
            }
            xml.writeCharacters(text.toString());
            xml.writeEndElement();
            return this;
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
    }

    /** Completes the message and gives it its name. */
    @Override
    public void close() throws IOException {
        finish();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The message breaks off here, as after a crash at the bank. */
    void breakOff() throws IOException {
        finish();
        byte[] whole = Files.readAllBytes(temporary);
        Files.write(temporary, Arrays.copyOf(whole, whole.length * 2 / 3));
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The message is never delivered. */
    void discard() throws IOException {
        finish();
        Files.delete(temporary);
    }

    private void finish() throws IOException {
        try {
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        } finally {
            out.close();
        }
    }
}
