package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceMaskTest {

    private final SourceMask mask =
            new SourceMask(List.of("DE89370400440532013000", "50880050/0194777400", "CH9300762011623852957"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # as the bank wrote it                                           | as it is shown
            <IBAN>DE89370400440532013000</IBAN><Amt>12.50</Amt>              | <IBAN>DE89…3000</IBAN><Amt>12.50</Amt>
            <Othr><Id>0194777400</Id></Othr>                                 | <Othr><Id>…7400</Id></Othr>
            <Id>20261127000040</Id>                                          | <Id>…0040</Id>
            :25:50880050/0194777400                                          | :25:…0050/…7400
            16,0194777400,/                                                  | 16,…7400,/
            <Ustrd>pay GB29 NWBK 6016 1331 9268 19 now</Ustrd>               | <Ustrd>pay GB29…8 19 now</Ustrd>
            <Ustrd>Invoice 20261127001</Ustrd>                               | <Ustrd>Invoice …7001</Ustrd>
            <CreDtTm>2026-11-27T21:15:18.012344660Z</CreDtTm>                | <CreDtTm>2026-11-27T21:15:18.012344660Z</CreDtTm>
            """)
    void whatMayBeAnAccountIsMasked(String written, String shown) {
        assertThat(mask.masked(written)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <MsgId>BDLA1795817528000040</MsgId>
            <ns2:AcctSvcrRef>2026112700004711</ns2:AcctSvcrRef>
            <Refs><InstrId>12345678</InstrId><EndToEndId>CS26112300388</EndToEndId><TxId>87654321</TxId></Refs>
            <OrgnlMsgId>MSG20261127000001</OrgnlMsgId>
            <PmtInfId>CS-20261127-1</PmtInfId>
            <NtryRef>99887766554433</NtryRef>
            <NtryRef>DEABCDEFGHIJKLMNOPQRSTUVWXYZ</NtryRef>
            <NtryRef>GB</NtryRef>
            <Stmt><Id>BDLA1795817528000039-20</Id><ElctrncSeqNb>2026112720</ElctrncSeqNb></Stmt>
            <Amt Ccy="CHF">38608967.34</Amt>
            :20:2026112700001
            :28C:00231/001
            :60F:C261127EUR38608967,34
            :61:2611271127D38608967,34NTRFNONREF//2026112700004711
            """)
    void idsAndAmountsCanBeQuoted(String written) {
        assertThat(mask.masked(written)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # an account in the place of an id                           | as it is shown
            <EndToEndId>DE89370400440532013000</EndToEndId>              | <EndToEndId>…3000</EndToEndId>
            <EndToEndId>FROM GB29 NWBK 6016 1331 9268 19</EndToEndId>    | <EndToEndId>…8 19</EndToEndId>
            <EndToEndId>XGB29NWBK60161331926819</EndToEndId>             | <EndToEndId>…6819</EndToEndId>
            <TxId>REF-0194777400-1</TxId>                                | <TxId>…00-1</TxId>
            <InstrId>0532013000</InstrId>                                | <InstrId>…3000</InstrId>
            <MsgId a="1">BDLA1795817528000040</MsgId>                    | <MsgId a="1">BDLA…0040</MsgId>
            <MsgId>BDLA1795817528000040                                  | <MsgId>BDLA…0040
            :20:0194777400                                               | :20:…7400
            :61:261127D12,50NTRF0194777400//0194777400                   | :61:261127D12,50NTRF…7400//…7400
            :86:EREF+CS26112300388 20261127                              | :86:EREF+CS26…0388 …1127
            """)
    void anAccountInThePlaceOfAnIdAndWhatIsUncertainStayMasked(String written, String shown) {
        assertThat(mask.masked(written)).isEqualTo(shown);
    }

    @Test
    void theIdOfAStatementIsKnownByTheLineBeforeIt() {
        assertThat(List.of("<Stmt>", "<Id>2026112700039-20</Id>", "<Acct>", "<Id>", "<Othr>", "<Id>12345678901</Id>"))
                .extracting(mask::masked)
                .containsExactly("<Stmt>", "<Id>2026112700039-20</Id>", "<Acct>", "<Id>", "<Othr>", "<Id>…8901</Id>");
    }
}
