package studio.bcm.face.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Files that Emscripten's file packager has put one after the other into {@code NAME.data}, at the offsets that its script
 * {@code NAME_loader.js} lists.
 */
final class PackedAssets {
    private static final Pattern LISTING = Pattern.compile("loadPackage\\((\\{\"files\".*?})\\);", Pattern.DOTALL);

    private final byte[] data;
    private final JsonNode files;

    /**
     * Reads an archive.
     *
     * @throws IOException when the script lists no files
     */
    PackedAssets(byte[] data, String loader) throws IOException {
        this.data = data;
        Matcher listing = LISTING.matcher(loader);
        if (!listing.find()) {
            throw new IOException("the loader lists no files");
        }
        files = new JsonMapper().readTree(listing.group(1)).path("files");
    }

    /**
     * The archive of this name in an npm package.
     *
     * @throws IOException when it is not there
     */
    static PackedAssets ofNpmPackage(byte[] tgz, String name) throws IOException {
        Map<String, byte[]> found = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(tgz)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().startsWith("package/" + name)) {
                    found.put(entry.getName().substring("package/".length()), tar.readAllBytes());
                }
            }
        }
        byte[] data = found.get(name + ".data");
        byte[] loader = found.get(name + "_loader.js");
        if (data == null || loader == null) {
            throw new IOException("the package has no " + name);
        }
        return new PackedAssets(data, new String(loader, StandardCharsets.UTF_8));
    }

    /**
     * A file, found by the end of its path.
     *
     * @throws IOException when there is none, or its offsets are not in the archive
     */
    ByteBuffer file(String end) throws IOException {
        for (JsonNode file : files) {
            if (file.path("filename").asText().endsWith(end)) {
                int start = file.path("start").asInt(-1);
                int stop = file.path("end").asInt(-1);
                if (start < 0 || stop < start || stop > data.length) {
                    throw new IOException(end + " is listed at " + start + " to " + stop + " of " + data.length + " bytes");
                }
                return ByteBuffer.wrap(data, start, stop - start).slice();
            }
        }
        throw new IOException("the archive has no " + end);
    }
}
