package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.batch.BatchJob;
import studio.bcm.batch.BatchQueue;
import studio.bcm.edit.Restoration;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.job.RestoreFile;
import studio.bcm.model.GaussianModel;
import studio.bcm.task.Progress;

/** Memory does not grow with the number of files, and stays within bounds for a picture of 100 megapixels. */
@Tag("slow")
class RestoreMemoryTest {
    private static final int WIDTH = 11_552;
    private static final int HEIGHT = 8_664;
    private static final long MEGABYTE = 1_000_000;
    /** As bcm-studio and the console launcher of the packages have it. */
    private static final List<String> LAUNCHERS_OPTIONS = List.of("-XX:G1HeapRegionSize=16m", "-XX:MaxNewSize=256m");

    @TempDir
    Path root;

    @Test
    void aThousandFilesTakeNoMoreMemoryThanTheFirstFew() throws IOException {
        Path first = TestPhotos.jpeg(root.resolve("in/0.jpg"), 30, 1);
        RestoreFile work = new RestoreFile(Restoration.builder().setFunction(new GaussianModel()).build(), PictureWriter.builder().build()::write);
        BatchQueue queue = new BatchQueue(work, false);
        for (int i = 0; i < 1000; i++) {
            Path input = i == 0 ? first : Files.copy(first, root.resolve("in/" + i + ".jpg"));
            queue.add(input, root.resolve("out/" + i + ".png"));
        }
        List<Long> used = Collections.synchronizedList(new ArrayList<>());
        queue.addListener(job -> {
            if (job.state() == BatchJob.State.DONE && job.id() % 200 == 199) {
                System.gc();
                used.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        });
        queue.run(1, Progress.none());
        assertThat(queue.status().done()).isEqualTo(1000);
        assertThat(used).hasSize(5);
        assertThat(used.getLast() - used.getFirst()).as("bytes after 200, 400, …: %s", used).isLessThan(2 * MEGABYTE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aHundredMegapixelsStayBelowThreeGigabytes() throws IOException, InterruptedException {
        Path jpeg = hundredMegapixels(root.resolve("large.jpg"));
        GaussianModel.pack(root, "gauss");
        for (String format : List.of("png", "jpg")) {
            Path out = root.resolve("restored." + format);
            try (ProgramProcess program = ProgramProcess.start(root.resolve("output.txt"), LAUNCHERS_OPTIONS, "restore", jpeg, "--out", out, "--model",
                    root.resolve("gauss.bcm"), "--device", "cpu")) {
                assertThat(program.await(600)).as(program.text()).isZero();
                assertThat(program.greatestMemory()).as("bytes of %s, %s", format, program.text()).isBetween(100 * MEGABYTE, 3000 * MEGABYTE);
                System.Logger log = System.getLogger(RestoreMemoryTest.class.getName());
                log.log(System.Logger.Level.INFO, "{0} megabytes for {1}", program.greatestMemory() / MEGABYTE, format);
            }
        }
        assertThat(JpegFacts.of(Files.readAllBytes(root.resolve("restored.jpg"))).orElseThrow().width()).isEqualTo(WIDTH);
    }

    /** Shades with fine stripes, so that there is something to restore everywhere. */
    private static Path hundredMegapixels(Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int at = 3 * (y * WIDTH + x);
                int stripe = (x * 7 + y * 3) % 23;
                data[at] = (byte) (x / 60 + stripe);
                data[at + 1] = (byte) (y / 50 + stripe);
                data[at + 2] = (byte) (100 + 2 * stripe);
            }
        }
        assertThat(ImageIO.write(image, "jpg", file.toFile())).isTrue();
        return file;
    }
}
