package io.countersign.bench.measure;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.Api;
import io.countersign.bench.ServerProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * (d) A camt.053 file of many entries, handed in over HTTP to a server of little memory: until the original is kept, each
 * entry is a line in the database, and the statement is there to be looked at. The entries are receipts, so that there is
 * nothing to settle.
 */
final class LargeStatement {

    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>LARGE</MsgId>\
            <CreDtTm>2026-11-20T20:00:00Z</CreDtTm></GrpHdr><Stmt><Id>LARGE</Id><ElctrncSeqNb>1</ElctrncSeqNb>\
            <CreDtTm>2026-11-20T20:00:00Z</CreDtTm><Acct><Id><IBAN>%s</IBAN></Id><Ccy>EUR</Ccy></Acct>
            """;

    private static final String ENTRY = """
            <Ntry><NtryRef>%1$d</NtryRef><Amt Ccy="EUR">%2$d.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
            <BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-20</Dt></ValDt><AcctSvcrRef>L-%1$d</AcctSvcrRef>\
            <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>\
            <TxDtls><Refs><EndToEndId>CUST-%1$d</EndToEndId></Refs><Amt Ccy="EUR">%2$d.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
            <RltdPties><Dbtr><Pty><Nm>Customer %1$d</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE75512108001245126199</IBAN></Id>\
            </DbtrAcct></RltdPties><RmtInf><Ustrd>Invoice %1$d of last month</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
            """;

    private static final String COPY_OUT = """
            copy (select l.* from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
                  where s.bank_id = 'LARGE' order by l.entry) to stdout
            """;

    private final ServerProcess server;
    private final Path scratch;
    private final Report report;

    LargeStatement(ServerProcess server, Path scratch, Report report) {
        this.server = server;
        this.scratch = scratch;
        this.report = report;
    }

    void run(int entries) throws IOException {
        Path file = scratch.resolve("large.xml");
        write(file, entries);
        Api api = new Api(server.url());
        api.signIn("tomas");
        long began = System.nanoTime();
        JsonNode answer = api.handIn("tomas", Scene.BANK, file);
        double product = (System.nanoTime() - began) / 1e9;
        if (!answer.path("state").asString().equals("READ")) {
            throw new IllegalStateException("The statement was not read: " + answer);
        }
        double bare = bare();
        report.result(
                "(d) a camt.053 of %,d entries (%,d MB) into the database, in a heap of 256 MB"
                        .formatted(entries, Files.size(file) >> 20),
                "entries/s",
                List.of(new Report.Round(entries / product, entries / bare)),
                0.25);
        report.say("    %.1f s: %s", product, answer.path("outcome").asString());
    }

    private static void write(Path file, int entries) throws IOException {
        try (Writer out = new BufferedWriter(Files.newBufferedWriter(file), 1 << 16)) {
            out.write(HEAD.formatted(Scene.ACCOUNT));
            for (int n = 1; n <= entries; n++) {
                out.write(ENTRY.formatted(n, n % 1000 + 1));
            }
            out.write("</Stmt></BkToCstmrStmt></Document>\n");
        }
    }

    /** COPY of the very same rows, from a file on the same disk, into a table with the same columns and indexes. */
    private double bare() throws IOException {
        Path rows = scratch.resolve("rows.copy");
        try (HikariDataSource owner = server.database().ownerPool(2);
                Connection connection = owner.getConnection()) {
            RawTables.make(JdbcClient.create(owner));
            PGConnection postgres = connection.unwrap(PGConnection.class);
            try (OutputStream out = Files.newOutputStream(rows)) {
                postgres.getCopyAPI().copyOut(COPY_OUT, out);
            }
            long began = System.nanoTime();
            try (InputStream in = Files.newInputStream(rows)) {
                postgres.getCopyAPI().copyIn("copy raw.line from stdin", in, 1 << 16);
            }
            return (System.nanoTime() - began) / 1e9;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
