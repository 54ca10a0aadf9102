import { headers, secretId } from './call.ts';

/** Java's own HTTP client with the default SSLContext. */
export const javaSource = `import java.net.URI;
import java.net.http.*;
import java.security.MessageDigest;
public class Fetch {
  public static void main(String[] words) throws Exception {
    var id = System.getenv().getOrDefault("SECRET_ID", ${JSON.stringify(secretId)});
    var body = "{\\"SecretId\\":\\"" + id + "\\"}";
    var request = HttpRequest.newBuilder(URI.create(words[words.length - 2])).POST(HttpRequest.BodyPublishers.ofString(body))
      ${headers.map(([name, value]) => `.header(${JSON.stringify(name)}, ${JSON.stringify(value)})`).join('')}.build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new RuntimeException("HTTP " + answer.statusCode() + " " + answer.body());
    var match = java.util.regex.Pattern.compile("\\"SecretString\\":\\\\s*\\"([^\\"]*)\\"").matcher(answer.body());
    if (!match.find()) throw new RuntimeException("no secret");
    var digest = MessageDigest.getInstance("SHA-256").digest(match.group(1).getBytes());
    System.out.println("holding " + words[words.length - 1] + " " + java.util.HexFormat.of().formatHex(digest));
    Thread.sleep(Long.MAX_VALUE);
  }
}
`;
