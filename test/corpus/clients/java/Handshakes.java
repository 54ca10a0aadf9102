import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads lines of id, port, epoch milliseconds, name and roots (base64 DER, comma between them) from the file that is named, separated by tabs; prints
 * id, outcome and error, separated by tabs. A handshake with the default PKIX trust manager and HTTPS endpoint identification; the date is set in its
 * parameters, which are otherwise those that a trust store gives.
 */
public class Handshakes {
    public static void main(String[] args) throws Exception {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] fields = line.split("\t", -1);
            String error = "";
            String outcome = "SUCCESS";
            try {
                shake(Integer.parseInt(fields[1]), new Date(Long.parseLong(fields[2])), fields[3], fields[4]);
            } catch (Throwable thrown) {
                outcome = "FAILURE";
                error = textOf(thrown);
            }
            System.out.println(fields[0] + "\t" + outcome + "\t" + error);
        }
    }

    private static void shake(int port, Date date, String name, String roots) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Set<TrustAnchor> anchors = new HashSet<>();
        for (String root : roots.isEmpty() ? new String[0] : roots.split(",")) {
            byte[] der = Base64.getDecoder().decode(root);
            anchors.add(new TrustAnchor((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)), null));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(new CertPathTrustManagerParameters(parameters));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        try (Socket plain = new Socket("127.0.0.1", port);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, 443, true)) {
            SSLParameters tls = socket.getSSLParameters();
            tls.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(tls);
            socket.setSoTimeout(20_000);
            socket.startHandshake();
        }
    }

    private static String textOf(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) text.append(" <- ").append(cause);
        return text.toString().replaceAll("[\\t\\r\\n]+", " ");
    }
}
