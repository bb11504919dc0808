package io.countersign.payments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.librepdf.openpdf.fonts.Liberation;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;

/** A remittance advice as its PDF and as the words of the letter it goes with. */
final class AdviceDocument {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final int TEXT = 9;

    private record Fact(String label, String value) {}

    private final AdviceContent advice;

    AdviceDocument(AdviceContent advice) {
        this.advice = advice;
    }

    /** {@code remittance-advice-PAY-26-118437}. */
    String name() {
        return "remittance-advice-" + advice.payment().replaceAll("[^A-Za-z0-9-]", "");
    }

    String subject() {
        return "Remittance advice %s: %s from %s"
                .formatted(advice.payment(), money(advice.amount()), line(advice.payer()));
    }

    String text() {
        StringBuilder text =
                new StringBuilder("%s pays you %s.%n%n".formatted(line(advice.payer()), money(advice.amount())));
        facts().forEach(fact -> text.append("%s: %s%n".formatted(fact.label(), fact.value())));
        if (!advice.documents().isEmpty()) {
            text.append("%nThis pays:%n".formatted());
            advice.documents()
                    .forEach(document -> text.append("- %s of %s: %s%n"
                            .formatted(
                                    line(document.called()), DAY.format(document.issuedOn()), money(document.paid()))));
        }
        return text.append(
                        "%nThe attached document lists everything. This letter was sent by a program; please answer to your usual contact.%n"
                                .formatted())
                .toString();
    }

    byte[] pdf() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Document document = new Document(PageSize.A4, 50, 50, 56, 56);
        PdfWriter.getInstance(document, out);
        document.addTitle("Remittance advice " + advice.payment());
        document.addCreator("Countersign");
        document.open();
        document.add(new Paragraph("Remittance advice", font(Liberation.SANS_BOLD, 18)));
        Paragraph who = new Paragraph(
                "%s pays %s %s".formatted(line(advice.payer()), line(advice.payee()), money(advice.amount())),
                font(Liberation.SANS, 11));
        who.setSpacingBefore(6);
        document.add(who);
        document.add(facts(font(Liberation.SANS_BOLD, TEXT), font(Liberation.SANS, TEXT)));
        if (!advice.documents().isEmpty()) {
            document.add(documents());
        }
        advice.lost().forEach(lost -> document.add(note(lost)));
        document.close();
        return out.toByteArray();
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("From", line(advice.payer()) + ", account " + advice.payerAccount()));
        facts.add(new Fact("To", line(advice.payee()) + ", account " + advice.payeeAccount()));
        facts.add(new Fact("Amount", money(advice.amount())));
        facts.add(new Fact("Execution date", DAY.format(advice.executedOn())));
        add(facts, "Value date", advice.valueOn());
        facts.add(new Fact("Payment", advice.payment()));
        facts.add(new Fact("End-to-end id", line(advice.endToEndId())));
        add(facts, "Bank file", advice.messageId());
        add(facts, "Reference at the bank", advice.reference());
        add(facts, "Text at the bank", advice.bankText());
        if (!advice.lost().isEmpty()) {
            add(facts, "Text in full", advice.wholeText());
        }
        return facts;
    }

    private static void add(List<Fact> facts, String label, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            facts.add(new Fact(label, line(value)));
        }
    }

    private static void add(List<Fact> facts, String label, @Nullable LocalDate day) {
        if (day != null) {
            facts.add(new Fact(label, DAY.format(day)));
        }
    }

    private PdfPTable facts(Font label, Font value) {
        PdfPTable table = table(2, 6);
        facts().forEach(fact -> {
            table.addCell(cell(fact.label(), label, Element.ALIGN_LEFT));
            table.addCell(cell(fact.value(), value, Element.ALIGN_LEFT));
        });
        return table;
    }

    private PdfPTable documents() {
        Font bold = font(Liberation.SANS_BOLD, TEXT);
        Font plain = font(Liberation.SANS, TEXT);
        PdfPTable table = table(15, 15, 10, 11, 11, 11);
        for (String head : List.of("Your document", "Our number", "Date", "Total", "Settled otherwise", "Paid")) {
            boolean figure = List.of("Total", "Settled otherwise", "Paid").contains(head);
            table.addCell(cell(head, bold, figure ? Element.ALIGN_RIGHT : Element.ALIGN_LEFT));
        }
        table.setHeaderRows(1);
        for (AdviceContent.Document document : advice.documents()) {
            String kind = document.creditNote() ? " (credit note)" : "";
            table.addCell(cell(line(document.called()) + kind, plain, Element.ALIGN_LEFT));
            table.addCell(cell(line(document.number()), plain, Element.ALIGN_LEFT));
            table.addCell(cell(DAY.format(document.issuedOn()), plain, Element.ALIGN_LEFT));
            table.addCell(cell(figure(document.total()), plain, Element.ALIGN_RIGHT));
            table.addCell(cell(
                    document.deducted().signum() == 0 ? "" : figure(document.deducted()), plain, Element.ALIGN_RIGHT));
            table.addCell(cell(figure(document.paid()), plain, Element.ALIGN_RIGHT));
        }
        PdfPCell total = cell("Total " + advice.currency(), bold, Element.ALIGN_LEFT);
        total.setColspan(5);
        table.addCell(total);
        table.addCell(cell(figure(advice.amount()), bold, Element.ALIGN_RIGHT));
        return table;
    }

    private static Paragraph note(String text) {
        Paragraph note = new Paragraph(line(text), font(Liberation.SANS, TEXT));
        note.setSpacingBefore(12);
        return note;
    }

    private static PdfPTable table(int... widths) {
        PdfPTable table = new PdfPTable(widths.length);
        table.setWidths(widths);
        table.setWidthPercentage(100);
        table.setSpacingBefore(18);
        return table;
    }

    private static PdfPCell cell(String text, Font font, int alignment) {
        PdfPCell cell = new PdfPCell(new Phrase(text, font));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderWidthBottom(0.3f);
        cell.setPadding(4);
        cell.setHorizontalAlignment(alignment);
        return cell;
    }

    /** Names of creditors are not all Latin-1, so the letters are in the file. */
    private static Font font(Liberation face, int size) {
        try {
            Font font = face.create();
            font.setSize(size);
            return font;
        } catch (IOException missing) {
            throw new UncheckedIOException("A font of the program is missing", missing);
        }
    }

    private String money(BigDecimal amount) {
        return advice.currency() + " " + figure(amount);
    }

    private String figure(BigDecimal amount) {
        int digits = Math.max(
                Math.max(Currency.getInstance(advice.currency()).getDefaultFractionDigits(), 0),
                amount.stripTrailingZeros().scale());
        return String.format(Locale.ROOT, "%,." + digits + "f", amount);
    }

    /** One line of readable text, whatever the ERP has in a field. */
    private static String line(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }
}
