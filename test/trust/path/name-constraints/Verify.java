import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.*;
import java.util.*;

/** Reads a line a path, certificates from the end-entity to the root as base64 DER, and prints `ok` or why the path is invalid. */
public class Verify {
    public static void main(String[] args) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Date at = new Date(Long.parseLong(args[0]));
        StringBuilder out = new StringBuilder();
        for (String line : new String(System.in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
            out.append(judge(factory, line.split(" "), at).replace('\n', ' ')).append('\n');
        }
        System.out.print(out);
    }

    private static String judge(CertificateFactory factory, String[] texts, Date at) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (String text : texts) {
                byte[] der = Base64.getDecoder().decode(text);
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            X509Certificate root = certificates.remove(certificates.size() - 1);
            // as sun.security.validator.PKIXValidator makes its anchors
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(at);
            CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(certificates), parameters);
            return "ok";
        } catch (Exception e) {
            return e.toString();
        }
    }
}
