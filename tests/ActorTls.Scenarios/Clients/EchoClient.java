// Usage: java EchoClient.java PORT VERSION BYTES, in a directory with ca.crt, client.crt and client.key.
// Two connections of one SSLContext, which resumes by itself. Each sends BYTES, shuts its output down while the echo
// is still to come, and reads to the end.
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class EchoClient {
    public static void main(String[] arguments) throws Exception {
        SSLContext context = context();
        for (int number = 1; number <= 2; number++)
            converse(context, number, Integer.parseInt(arguments[0]), arguments[1], Integer.parseInt(arguments[2]));
    }

    private static void converse(SSLContext context, int number, int port, String version, int bytes) throws Exception {
        byte[] sent = new byte[bytes];
        new SecureRandom().nextBytes(sent);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {version});
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            FutureTask<Void> sending = new FutureTask<>(() -> {
                OutputStream output = socket.getOutputStream();
                output.write(sent);
                socket.shutdownOutput();
                return null;
            });
            new Thread(sending).start();
            byte[] received = socket.getInputStream().readAllBytes();
            sending.get();

            boolean intact = Arrays.equals(sent, received);
            System.out.println(number + " " + socket.getSession().getProtocol() + (intact ? " intact" : " damaged"));
            if (!intact) System.exit(1);
        }
    }

    private static SSLContext context() throws Exception {
        char[] password = new char[0];
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, password);
        own.setKeyEntry("client", key("client.key"), password, new Certificate[] {certificate("client.crt")});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);

        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, password);
        trusted.setCertificateEntry("ca", certificate("ca.crt"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(String file) throws Exception {
        return CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(Path.of(file))));
    }

    private static PrivateKey key(String file) throws Exception {
        String pem = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }
}
