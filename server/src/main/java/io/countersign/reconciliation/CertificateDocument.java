package io.countersign.reconciliation;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.FontFactory;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;

/** A certificate as files: CSV (RFC 4180, one field and value a line) and PDF, from the same rows in the same order. */
public final class CertificateDocument {

    private record Row(String field, String value) {}

    private final Certificate certificate;

    public CertificateDocument(Certificate certificate) {
        this.certificate = certificate;
    }

    /** {@code balance-2026-11-24-3000}: the day and the end of the account. */
    public String name() {
        String account = certificate.account();
        return "balance-%s-%s".formatted(certificate.day(), account.substring(Math.max(0, account.length() - 4)));
    }

    public byte[] csv() {
        StringBuilder csv = new StringBuilder("field,value\r\n");
        for (Row row : rows()) {
            csv.append(quoted(row.field()))
                    .append(',')
                    .append(quoted(row.value()))
                    .append("\r\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    public byte[] pdf() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Document document = new Document(PageSize.A4, 56, 56, 56, 56);
        PdfWriter.getInstance(document, out);
        document.addTitle(title());
        document.addCreator("Countersign");
        document.open();
        document.add(new Paragraph(title(), FontFactory.getFont(FontFactory.HELVETICA_BOLD, 16)));
        document.add(new Paragraph(verdict(), FontFactory.getFont(FontFactory.HELVETICA, 10)));
        document.add(table());
        document.close();
        return out.toByteArray();
    }

    private PdfPTable table() {
        PdfPTable table = new PdfPTable(new float[] {2, 5});
        table.setWidthPercentage(100);
        table.setSpacingBefore(18);
        Font label = FontFactory.getFont(FontFactory.HELVETICA, 9);
        Font figure = FontFactory.getFont(FontFactory.COURIER, 9);
        for (Row row : rows()) {
            table.addCell(cell(row.field(), label));
            table.addCell(cell(printable(row.value()), figure));
        }
        return table;
    }

    private static PdfPCell cell(String text, Font font) {
        PdfPCell cell = new PdfPCell(new Phrase(text, font));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderWidthBottom(0.3f);
        cell.setPadding(5);
        cell.setHorizontalAlignment(Element.ALIGN_LEFT);
        return cell;
    }

    private String title() {
        return "Balance certificate " + certificate.day();
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("Legal entity", text(certificate.legalEntity())));
        rows.add(new Row("Account", certificate.account()));
        rows.add(new Row("Account name", text(certificate.accountName())));
        rows.add(new Row("Day", certificate.day().toString()));
        rows.add(new Row("Verdict", verdict()));
        rows.add(new Row("Currency", certificate.currency()));
        rows.add(new Row("Opening balance", amount(certificate.opening())));
        rows.add(new Row("Credits", amount(certificate.credits())));
        rows.add(new Row("Debits", amount(certificate.debits())));
        rows.add(new Row("Closing balance, by the bank", amount(certificate.closing())));
        rows.add(new Row("Closing balance, by us", amount(certificate.computed())));
        rows.add(new Row("Continues the day before", continuity()));
        Certificate.Counts counts = certificate.entries();
        rows.add(new Row("Entries", Integer.toString(counts.all())));
        rows.add(new Row("Matched with payments", Integer.toString(counts.matched())));
        rows.add(new Row("Money in", Integer.toString(counts.receipts())));
        rows.add(new Row("Fees and others", Integer.toString(counts.others())));
        rows.add(new Row("Unmatched", Integer.toString(counts.unmatched())));
        rows.add(new Row("Written off", amount(certificate.differences())));
        rows.add(new Row("Open breaks", Integer.toString(certificate.openBreaks())));
        for (Certificate.Source source : certificate.sources()) {
            rows.add(new Row(
                    "Statement " + source.statement(),
                    "%s, %s, received %s".formatted(text(source.format()), source.fileName(), source.receivedAt())));
            rows.add(new Row("SHA-256 of the file", text(source.sha256())));
        }
        return rows;
    }

    private String verdict() {
        return certificate.clean()
                ? certificate.proof()
                : "Not closed yet: " + String.join("; ", certificate.unproved());
    }

    private String continuity() {
        Boolean continuous = certificate.continuous();
        return continuous == null ? "not known: no statement before" : continuous ? "yes" : "no";
    }

    private static String amount(@Nullable BigDecimal amount) {
        return amount == null ? "" : amount.toPlainString();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The standard fonts know Latin-1; what they cannot show must not look like something else. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.replace('…', '*').codePoints().forEach(c -> shown.append(c < 256 ? Character.toString(c) : "?"));
        return shown.toString();
    }

    /** A spreadsheet takes a value that begins with one of these for a formula; amounts with a minus are none. */
    private static String quoted(String value) {
        boolean formula = !value.isEmpty() && "=+@\t".indexOf(value.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
    }
}
