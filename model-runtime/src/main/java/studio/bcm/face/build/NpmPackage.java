package studio.bcm.face.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A package of the npm registry.
 *
 * @param name      with its scope
 * @param integrity checksum as npm writes it: {@code sha512-} and base64
 */
record NpmPackage(String name, String version, String integrity) {
    private static final String SHA_512 = "sha512-";
    private static final int MINUTES = 2;

    /**
     * The package's archive, from the folder if it is there, else by npm, which has a cache of its own.
     *
     * @param folder  to keep it in
     * @param offline whether npm is to look at its cache alone
     * @throws IOException when it cannot be had, or has another checksum; the message is a clause
     */
    byte[] take(Path folder, boolean offline) throws IOException, InterruptedException {
        Path file = folder.resolve(name.replace("@", "").replace('/', '-') + "-" + version + ".tgz");
        if (Files.exists(file)) {
            byte[] kept = Files.readAllBytes(file);
            if (isIntact(kept)) {
                return kept;
            }
        }
        Files.createDirectories(folder);
        npm(folder, offline);
        if (!Files.exists(file)) {
            throw new IOException("npm did not write " + file.getFileName());
        }
        byte[] taken = Files.readAllBytes(file);
        if (!isIntact(taken)) {
            Files.delete(file);
            throw new IOException("what npm gave for " + name + " has another checksum");
        }
        return taken;
    }

    private void npm(Path folder, boolean offline) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        Path log = folder.resolve("npm.log");
        List<String> command = new ArrayList<>(List.of(windows ? "npm.cmd" : "npm", "pack", name + "@" + version, "--ignore-scripts",
                "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000"));
        command.add(offline ? "--offline" : "--prefer-offline");
        Process process;
        try {
            process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new IOException("npm is not installed", e);
        }
        process.getOutputStream().close();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IOException("npm did not come back within " + MINUTES + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException("npm could not fetch " + name + (offline ? " from its cache, and Maven is offline" : "") + " (see " + log + ")");
        }
    }

    private boolean isIntact(byte[] archive) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(archive);
            return integrity.equals(SHA_512 + Base64.getEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
