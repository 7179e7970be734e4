package studio.bcm.assets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** The sample pictures, all our own: {@code SamplePictures DIR [NAME…]} renders them as PNG. */
public final class SamplePictures {
    /** Size of the pictures in {@code assets/samples}. */
    public static final int WIDTH = 512;
    /** Size of the pictures in {@code assets/samples}. */
    public static final int HEIGHT = 384;

    /**
     * One picture of the set.
     *
     * @param scene   what is seen
     * @param samples rays a pixel
     * @param seed    of everything random in it
     */
    record Sample(Supplier<Scene> scene, int samples, long seed) {
    }

    static final Map<String, Sample> ALL = new LinkedHashMap<>();

    static {
        ALL.put("lake-dawn", new Sample(() -> new Lake(Lake.Hour.DAWN, 3), 20, 1));
        ALL.put("lake-day", new Sample(() -> new Lake(Lake.Hour.DAY, 8), 20, 2));
        ALL.put("apples", new Sample(() -> new StillLife(Fruit.APPLE, 0), 128, 3));
        ALL.put("oranges", new Sample(() -> new StillLife(Fruit.ORANGE, 1), 128, 4));
    }

    private SamplePictures() {
    }

    /**
     * Renders pictures of the set.
     *
     * @param arguments folder to write to, then names (none: all); {@code -Dsamples.scale=0.25} makes them smaller and rougher
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        double scale = Double.parseDouble(System.getProperty("samples.scale", "1"));
        for (Map.Entry<String, Sample> entry : ALL.entrySet()) {
            if (arguments.length > 1 && !Arrays.asList(arguments).subList(1, arguments.length).contains(entry.getKey())) {
                continue;
            }
            Sample sample = entry.getValue();
            ImageIO.write(Film.expose(sample.scene().get(), (int) (WIDTH * scale), (int) (HEIGHT * scale),
                    Math.max(4, (int) (sample.samples() * scale)), sample.seed()), "png", folder.resolve(entry.getKey() + ".png").toFile());
        }
    }
}
