import java.io.*;
import java.lang.reflect.*;
import java.security.cert.*;
import java.util.*;
import javax.net.ssl.SSLSession;

// Reads a line of names between tabs, then a line of base64 DER for each certificate, and prints a line of 0 and 1 (x: not readable) for each: the endpoint
// identification that follows a path validation, with the name as the session's peer host.
public class Verify {
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        String[] names = in.readLine().split("\t");
        Method check = Class.forName("sun.security.ssl.X509TrustManagerImpl")
            .getDeclaredMethod("checkIdentity", SSLSession.class, X509Certificate[].class, String.class, boolean.class);
        check.setAccessible(true);
        // not through CertificateFactory: its cache remembers what an earlier comparison has read
        Constructor<?> parse = Class.forName("sun.security.x509.X509CertImpl").getConstructor(byte[].class);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            StringBuilder answer = new StringBuilder();
            for (String name : names) {
                X509Certificate certificate;
                try {
                    certificate = (X509Certificate) parse.newInstance(Base64.getDecoder().decode(line));
                } catch (InvocationTargetException refused) {
                    answer.append('x');
                    continue;
                }
                SSLSession session = (SSLSession) Proxy.newProxyInstance(Verify.class.getClassLoader(), new Class<?>[] {SSLSession.class},
                    (proxy, method, values) -> method.getName().equals("getPeerHost") ? name : null);
                try {
                    check.invoke(null, session, new X509Certificate[] {certificate}, "HTTPS", false);
                    answer.append('1');
                } catch (InvocationTargetException refused) {
                    answer.append('0');
                }
            }
            System.out.println(answer);
        }
    }
}
