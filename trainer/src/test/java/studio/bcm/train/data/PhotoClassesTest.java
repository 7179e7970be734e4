package studio.bcm.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.evaluation.photo.CifarBatch;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;

/** Class folders and CIFAR-10's batches: every crop comes with the class of the picture that it was cut from. */
class PhotoClassesTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** Record k: label k mod 10, red k, green the column, blue the row. */
    private static byte[] batch(int count) {
        byte[] bytes = new byte[count * 3073];
        for (int k = 0; k < count; k++) {
            bytes[k * 3073] = (byte) (k % 10);
            for (int i = 0; i < 1024; i++) {
                bytes[k * 3073 + 1 + i] = (byte) k;
                bytes[k * 3073 + 1 + 1024 + i] = (byte) (i % 32);
                bytes[k * 3073 + 1 + 2048 + i] = (byte) (i / 32);
            }
        }
        return bytes;
    }

    @Test
    void batchesGiveWholePicturesWithTheirLabels() throws IOException {
        Path batches = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
        Files.write(batches.resolve("data_batch_1.bin"), batch(30));
        Files.write(batches.resolve("data_batch_2.bin"), batch(10));
        Files.write(batches.resolve("test_batch.bin"), batch(10));
        Files.writeString(batches.resolve("batches.meta.txt"), "airplane\n");
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(List.of(batches), null);
        assertThat(files).extracting(f -> f.path().getFileName().toString()).containsExactly("data_batch_1.bin", "data_batch_2.bin");
        assertThat(files.stream().mapToInt(PhotoFolder.PhotoFile::pictures).sum()).isEqualTo(40);
        assertThat(PhotoClasses.of(List.of(batches)).names()).hasSize(10).startsWith("airplane", "automobile").endsWith("ship", "truck");
        try (PointerScope scope = new PointerScope(); PhotoStream stream = new PhotoStream(files, 32, Torch.cpu(), 1 << 24, 0, Progress.none())) {
            PhotoStream.Labelled drawn = stream.labelled(50, 32, false);
            float[] crops = Torch.toArray(drawn.crops());
            float[] labels = Torch.toArray(drawn.labels());
            for (int n = 0; n < 50; n++) {
                int picture = (int) crops[n * 3072];
                assertThat(labels[n]).isEqualTo(picture % 10);
                float[] rows = Arrays.copyOfRange(crops, n * 3072 + 2048, n * 3072 + 3072);
                assertThat(rows[32 * 7]).isEqualTo(7);
                float step = crops[n * 3072 + 1025] - crops[n * 3072 + 1024];
                assertThat(Math.abs(step)).isEqualTo(1);
            }
            assertThat(labels).contains(0, 5, 9);
        }
    }

    @Test
    void theTestBatchIsReadWhereItIsNamed() throws IOException {
        Path test = Files.write(folder.resolve("test_batch.bin"), batch(10));
        assertThat(PhotoFolder.find(List.of(test), null)).singleElement().satisfies(f -> assertThat(f.pictures()).isEqualTo(10));
    }

    @Test
    void damagedBatchesAreRefused() throws IOException {
        Path cut = Files.write(folder.resolve("data_batch_1.bin"), Arrays.copyOf(batch(2), 3073 + 9));
        assertThatThrownBy(() -> CifarBatch.read(cut)).isInstanceOf(UserException.class).hasMessageContaining("records of 3073");
        byte[] wrong = batch(3);
        wrong[3073] = 77;
        Path odd = Files.write(folder.resolve("data_batch_2.bin"), wrong);
        assertThatThrownBy(() -> CifarBatch.read(odd)).isInstanceOf(UserException.class).hasMessageContaining("picture 1 has the label 77");
        Path empty = Files.write(folder.resolve("data_batch_3.bin"), new byte[0]);
        assertThatThrownBy(() -> CifarBatch.read(empty)).isInstanceOf(UserException.class).hasMessageContaining("no CIFAR-10 batch");
    }

    @Test
    void foldersAreClassesInTheOrderOfTheirNames() throws IOException {
        int[] reds = {200, 40, 120};
        String[] names = {"n02", "n01", "n10"};
        for (int k = 0; k < 3; k++) {
            BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 40 * 36; i++) {
                image.setRGB(i % 40, i / 40, reds[k] << 16);
            }
            Path own = Files.createDirectories(folder.resolve("train").resolve(names[k]).resolve("deeper"));
            ImageIO.write(image, "png", own.resolve("a.png").toFile());
        }
        Path train = folder.resolve("train");
        PhotoClasses classes = PhotoClasses.of(List.of(train));
        assertThat(classes.names()).containsExactly("n01", "n02", "n10");
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(List.of(train), null, FolderRules.Rule.DEFAULT, classes);
        assertThat(files).extracting(PhotoFolder.PhotoFile::label).containsExactly(0, 1, 2);
        try (PointerScope scope = new PointerScope(); PhotoStream stream = new PhotoStream(files, 32, Torch.cpu(), 1 << 24, 0, Progress.none())) {
            PhotoStream.Labelled drawn = stream.labelled(60, 32, true);
            float[] crops = Torch.toArray(drawn.crops());
            float[] labels = Torch.toArray(drawn.labels());
            float[] redOf = {40, 200, 120};
            for (int n = 0; n < 60; n++) {
                assertThat(crops[n * 3 * 32 * 32]).isEqualTo(redOf[(int) labels[n]]);
            }
            assertThat(labels).contains(0, 1, 2);
        }
        ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", train.resolve("loose.png").toFile());
        assertThatThrownBy(() -> PhotoFolder.find(List.of(train), null, FolderRules.Rule.DEFAULT, classes)).isInstanceOf(UserException.class)
                .hasMessageContaining("loose.png");
        assertThatThrownBy(() -> PhotoClasses.of(List.of(train.resolve("n01")))).isInstanceOf(UserException.class).hasMessageContaining("there are 1");
    }
}
