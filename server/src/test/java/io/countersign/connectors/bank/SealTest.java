package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.connectors.BankConnections.Protection;
import io.countersign.connectors.BankConnections.SealForm;
import io.countersign.connectors.BankConnections.Security;
import io.countersign.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files signed and encrypted, against GnuPG and OpenSSL as well as our own other half. */
class SealTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final byte[] FILE =
            "<Document>Gehälter für März</Document>\n".repeat(40).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void whatOneSideSealsTheOtherOpens(SealForm form) throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys bank = keys(form, "bank");
        for (Protection protection :
                List.of(Protection.SIGNED_AND_ENCRYPTED, Protection.SIGNED, Protection.ENCRYPTED)) {
            byte[] sealed = seal(hub.toward(bank, protection, protection), FILE);
            if (protection.encrypted()) {
                assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Document");
            }
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            String signer = open(bank.toward(hub, protection, protection), sealed, plain);
            assertThat(plain.toByteArray()).isEqualTo(FILE);
            assertThat(signer.isEmpty()).isEqualTo(!protection.signed());
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PGP, SIGNED,               SIGNED_AND_ENCRYPTED, not encrypted
            PGP, ENCRYPTED,            SIGNED_AND_ENCRYPTED, not signed
            PGP, NONE,                 SIGNED_AND_ENCRYPTED, damaged
            CMS, SIGNED,               SIGNED_AND_ENCRYPTED, damaged
            CMS, ENCRYPTED,            SIGNED_AND_ENCRYPTED, damaged
            CMS, NONE,                 SIGNED_AND_ENCRYPTED, damaged
            """)
    void whatIsNotProtectedAsAgreedIsNotOpened(SealForm form, Protection sent, Protection agreed, String why)
            throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys bank = keys(form, "bank");
        byte[] sealed = sent == Protection.NONE ? FILE : seal(bank.toward(hub, sent, sent), FILE);
        refused(hub.toward(bank, agreed, agreed), sealed, why);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElsesSignatureCounts(SealForm form) throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys bank = keys(form, "bank");
        SealKeys thief = keys(form, "thief");
        byte[] sealed = seal(thief.toward(hub, Protection.SIGNED_AND_ENCRYPTED, Protection.NONE), FILE);
        refused(both(hub, bank), sealed, "not signed with the bank's");
        byte[] forOthers = seal(bank.toward(thief, Protection.SIGNED_AND_ENCRYPTED, Protection.NONE), FILE);
        refused(both(hub, bank), forOthers, "not encrypted to our");
    }

    @ParameterizedTest
    @EnumSource
    void aCutOrChangedFileIsNeverTaken(SealForm form) throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys bank = keys(form, "bank");
        byte[] sealed = seal(both(bank, hub), FILE);
        for (int length : List.of(0, 1, 20, sealed.length / 2, sealed.length - 40)) {
            refused(both(hub, bank), Arrays.copyOf(sealed, length), "");
        }
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            try {
                open(both(hub, bank), changed, plain);
                assertThat(plain.toByteArray())
                        .as("a changed byte that decides nothing, such as one of a version")
                        .isEqualTo(FILE);
            } catch (Unreadable expected) {
                assertThat(expected.code()).isEqualTo(ErrorCode.FILE_SEAL);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatHasEndedSignsNothingAndVerifiesNothing(SealForm form) throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys old = SealKeys.make(form, directory, "old", NOW.minus(YEAR), Duration.ofDays(364));
        Clock then = Clock.fixed(NOW.minus(Duration.ofDays(100)), ZoneOffset.UTC);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        Seal.of(
                        new Security(
                                form,
                                Protection.SIGNED,
                                Protection.SIGNED,
                                old.own(),
                                SealKeys.PASSWORD,
                                hub.shown(),
                                null),
                        then)
                .seal(new ByteArrayInputStream(FILE), "a.xml", sealed);
        refused(hub.toward(old, Protection.SIGNED, Protection.SIGNED), sealed.toByteArray(), "has ended");
        assertThatThrownBy(() -> seal(both(old, hub), FILE))
                .isInstanceOf(KeyTrouble.class)
                .hasMessageContaining("ended");
        assertThatThrownBy(() -> seal(both(hub, old), FILE))
                .isInstanceOf(KeyTrouble.class)
                .hasMessageContaining("ended");
        assertThat(Seal.of(both(hub, old), CLOCK).lastDay())
                .isEqualTo(LocalDate.ofInstant(NOW.minus(Duration.ofDays(1)), ZoneOffset.UTC));
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsOurTroubleAndNotTheFiles(SealForm form) throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys bank = keys(form, "bank");
        byte[] sealed = seal(both(bank, hub), FILE);
        Security wrong = new Security(
                form,
                Protection.SIGNED_AND_ENCRYPTED,
                Protection.SIGNED_AND_ENCRYPTED,
                hub.own(),
                "wrong",
                bank.shown(),
                null);
        assertThatThrownBy(() -> open(wrong, sealed, OutputStream.nullOutputStream()))
                .isInstanceOf(KeyTrouble.class);
        assertThatThrownBy(() -> seal(wrong, FILE)).isInstanceOf(KeyTrouble.class);
    }

    @ParameterizedTest
    @EnumSource
    void twentyMegabytesStreamThrough(SealForm form) throws Exception {
        SealKeys hub = keys(form, "hub");
        SealKeys bank = keys(form, "bank");
        Path plain = directory.resolve("large.xml");
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        try (OutputStream out = Files.newOutputStream(plain)) {
            for (int i = 0; i < 20; i++) {
                out.write(noise);
            }
        }
        Path sealed = directory.resolve("large.sealed");
        Path opened = directory.resolve("large.opened");
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = Files.newOutputStream(sealed)) {
            Seal.of(both(hub, bank), CLOCK).seal(in, "large.xml", out);
        }
        try (InputStream in = Files.newInputStream(sealed);
                OutputStream out = Files.newOutputStream(opened)) {
            Seal.of(both(bank, hub), CLOCK).open(in, out);
        }
        assertThat(Files.mismatch(plain, opened)).isEqualTo(-1);
    }

    @Test
    void gnuPgReadsOursAndWeReadItsOwn() throws Exception {
        Path home = Files.createDirectory(directory.resolve("gpg"));
        Assumptions.assumeTrue(runs("gpg", "--version"), "there is no GnuPG here");
        gpg(home, "", "--quick-gen-key", "bank@example.org", "default", "default", "never");
        gpg(home, SealKeys.PASSWORD, "--quick-gen-key", "hub@example.org", "default", "default", "1y");
        Path own = directory.resolve("hub.asc");
        Path shown = directory.resolve("bank.asc");
        gpg(home, SealKeys.PASSWORD, "--armor", "--output", own.toString(), "--export-secret-keys", "hub@example.org");
        gpg(home, "", "--armor", "--output", shown.toString(), "--export", "bank@example.org");
        Security ours = new Security(
                SealForm.PGP,
                Protection.SIGNED_AND_ENCRYPTED,
                Protection.SIGNED_AND_ENCRYPTED,
                own,
                SealKeys.PASSWORD,
                shown,
                null);

        Path sealed = Files.write(directory.resolve("to-bank.pgp"), seal(ours, FILE));
        Path read = directory.resolve("at-bank.xml");
        String told = gpg(home, "", "--output", read.toString(), "--decrypt", sealed.toString());
        assertThat(told).contains("Good signature from \"hub@example.org\"");
        assertThat(read).hasBinaryContent(FILE);

        Path plain = Files.write(directory.resolve("answer.xml"), FILE);
        Path answer = directory.resolve("answer.pgp");
        gpg(
                home,
                "",
                "-u",
                "bank@example.org",
                "-r",
                "hub@example.org",
                "--output",
                answer.toString(),
                "--sign",
                "--encrypt",
                plain.toString());
        ByteArrayOutputStream opened = new ByteArrayOutputStream();
        assertThat(open(ours, Files.readAllBytes(answer), opened)).startsWith("OpenPGP key");
        assertThat(opened.toByteArray()).isEqualTo(FILE);
    }

    @Test
    void openSslReadsOursAndWeReadItsOwn() throws Exception {
        Assumptions.assumeTrue(runs("openssl", "version"), "there is no OpenSSL here");
        for (String name : List.of("bank", "hub")) {
            run(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "30",
                    "-subj",
                    "/CN=" + name,
                    "-keyout",
                    at(name + ".key"),
                    "-out",
                    at(name + ".crt"));
        }
        run(
                "openssl",
                "pkcs12",
                "-export",
                "-inkey",
                at("hub.key"),
                "-in",
                at("hub.crt"),
                "-out",
                at("hub.p12"),
                "-passout",
                "pass:" + SealKeys.PASSWORD);
        Security ours = new Security(
                SealForm.CMS,
                Protection.SIGNED_AND_ENCRYPTED,
                Protection.SIGNED_AND_ENCRYPTED,
                directory.resolve("hub.p12"),
                SealKeys.PASSWORD,
                directory.resolve("bank.crt"),
                null);
        Clock clock = Clock.systemUTC();

        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        Seal.of(ours, clock).seal(new ByteArrayInputStream(FILE), "a.xml", sealed);
        Files.write(directory.resolve("to-bank.p7m"), sealed.toByteArray());
        run(
                "openssl",
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                at("to-bank.p7m"),
                "-recip",
                at("bank.crt"),
                "-inkey",
                at("bank.key"),
                "-out",
                at("signed.der"));
        run(
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                at("signed.der"),
                "-CAfile",
                at("hub.crt"),
                "-purpose",
                "any",
                "-out",
                at("at-bank.xml"));
        assertThat(directory.resolve("at-bank.xml")).hasBinaryContent(FILE);

        Files.write(directory.resolve("answer.xml"), FILE);
        run(
                "openssl",
                "cms",
                "-sign",
                "-binary",
                "-nodetach",
                "-outform",
                "DER",
                "-md",
                "sha256",
                "-signer",
                at("bank.crt"),
                "-inkey",
                at("bank.key"),
                "-in",
                at("answer.xml"),
                "-out",
                at("answer.der"));
        run(
                "openssl",
                "cms",
                "-encrypt",
                "-binary",
                "-outform",
                "DER",
                "-aes256",
                "-in",
                at("answer.der"),
                "-out",
                at("answer.p7m"),
                at("hub.crt"));
        ByteArrayOutputStream opened = new ByteArrayOutputStream();
        String signer = Seal.of(ours, clock).open(Files.newInputStream(directory.resolve("answer.p7m")), opened);
        assertThat(signer).startsWith("certificate");
        assertThat(opened.toByteArray()).isEqualTo(FILE);
    }

    private String at(String name) {
        return directory.resolve(name).toString();
    }

    private static String gpg(Path home, String password, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--yes",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                password,
                "--trust-model",
                "always"));
        all.addAll(List.of(command));
        return run(all.toArray(String[]::new));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
        return said;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private SealKeys keys(SealForm form, String name) {
        return SealKeys.make(form, directory, name, NOW.minus(Duration.ofDays(1)), YEAR);
    }

    private static Security both(SealKeys own, SealKeys other) {
        return own.toward(other, Protection.SIGNED_AND_ENCRYPTED, Protection.SIGNED_AND_ENCRYPTED);
    }

    private static byte[] seal(Security security, byte[] plain) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        Seal.of(security, CLOCK).seal(new ByteArrayInputStream(plain), "salaries.xml", sealed);
        return sealed.toByteArray();
    }

    private static String open(Security security, byte[] sealed, OutputStream plain)
            throws IOException, GeneralSecurityException {
        return Seal.of(security, CLOCK).open(new ByteArrayInputStream(sealed), plain);
    }

    private static void refused(Security security, byte[] sealed, String why) {
        assertThatThrownBy(() -> open(security, sealed, OutputStream.nullOutputStream()))
                .isInstanceOfSatisfying(Unreadable.class, unreadable -> {
                    assertThat(unreadable.code()).isEqualTo(ErrorCode.FILE_SEAL);
                    assertThat(unreadable.why()).contains(why);
                });
    }
}
