package studio.bcm.evaluation.photo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import studio.bcm.UserException;

/**
 * A binary batch of CIFAR-10 (Krizhevsky 2009): records of one label byte and 3072 bytes of a 32×32 picture, planar red,
 * green, blue. What {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin} hold.
 */
public final class CifarBatch {
    /** Width and height of the pictures. */
    public static final int SIDE = 32;
    /** The classes by number. */
    public static final List<String> CLASSES = List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final String ENDING = "_batch.bin";

    private final Path file;
    private final byte[] records;

    private CifarBatch(Path file, byte[] records) {
        this.file = file;
        this.records = records;
    }

    /** Whether a file is named like a batch. */
    public static boolean isBatch(Path file) {
        String name = file.getFileName().toString();
        return isTraining(name) || name.endsWith(ENDING);
    }

    private static boolean isTraining(String name) {
        return name.matches("data_batch_\\d+\\.bin");
    }

    /** The batches that a path means: a batch itself, or those for training of a folder; none of any other path. */
    public static List<Path> of(Path path) {
        if (Files.isRegularFile(path) && isBatch(path)) {
            return List.of(path);
        }
        return Files.isDirectory(path) ? trainingBatches(path) : List.of();
    }

    /** The training batches in a folder itself, in order of their names; the test batch is not among them. */
    private static List<Path> trainingBatches(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> isTraining(f.getFileName().toString())).sorted().toList();
        } catch (IOException e) {
            throw new UserException("The folder " + folder + " cannot be read.", e);
        }
    }

    /**
     * @throws UserException if the file cannot be read or is no such batch
     */
    public static CifarBatch read(Path file) {
        try {
            long size = Files.size(file);
            if (size == 0 || size % RECORD != 0 || size > 1 << 30) {
                throw new UserException(file + " is no CIFAR-10 batch: " + size + " bytes are no whole number of records of " + RECORD + ".");
            }
            CifarBatch batch = new CifarBatch(file, Files.readAllBytes(file));
            for (int i = 0; i < batch.count(); i++) {
                if (batch.label(i) >= CLASSES.size()) {
                    throw new UserException(file + " is no CIFAR-10 batch: picture " + i + " has the label " + batch.label(i) + ".");
                }
            }
            return batch;
        } catch (IOException e) {
            throw new UserException("The batch " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** How many pictures a file of such a size holds. */
    public static int countOf(Path file) {
        try {
            return Math.toIntExact(Files.size(file) / RECORD);
        } catch (IOException e) {
            throw new UserException("The batch " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    public int count() {
        return records.length / RECORD;
    }

    /** Class of a picture, 0…9. */
    public int label(int picture) {
        return records[picture * RECORD] & 0xff;
    }

    /** One picture: 32·32·3 bytes, row-major, interleaved. */
    public byte[] rgb(int picture) {
        byte[] rgb = new byte[3 * PLANE];
        int from = picture * RECORD + 1;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < PLANE; i++) {
                rgb[3 * i + c] = records[from + c * PLANE + i];
            }
        }
        return rgb;
    }

    public List<Photo> photos() {
        List<Photo> photos = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            photos.add(new Photo(SIDE, SIDE, rgb(i), label(i)));
        }
        return photos;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
