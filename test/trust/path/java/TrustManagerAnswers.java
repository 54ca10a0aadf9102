import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Reads lines of epoch milliseconds, served chain and roots (base64 DER, comma between them), separated by tabs; prints what the default PKIX trust manager
 * says to each, one line each: ACCEPTED or the error. It is asked as in a TLS 1.3 handshake, without a name.
 */
public class TrustManagerAnswers {
    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", -1);
            String answer = "ACCEPTED";
            try {
                ask(new Date(Long.parseLong(fields[0])), read(fields[1]), read(fields[2]));
            } catch (Exception refusal) {
                answer = String.valueOf(refusal).replaceAll("\\s+", " ");
            }
            System.out.println(answer);
        }
    }

    private static void ask(Date date, List<X509Certificate> served, List<X509Certificate> roots) throws Exception {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate root : new HashSet<>(roots)) anchors.add(new TrustAnchor(root, null));
        // TrustManagerFactoryImpl makes the same parameters of a trust store, without a date
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        ((X509TrustManager) factory.getTrustManagers()[0]).checkServerTrusted(served.toArray(new X509Certificate[0]), "UNKNOWN");
    }

    private static List<X509Certificate> read(String certificates) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> list = new ArrayList<>();
        for (String one : certificates.split(",")) {
            list.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(one))));
        }
        return list;
    }
}
