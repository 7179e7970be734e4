package studio.bcm.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.evaluation.photo.Photo;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;

/** Crops at fixed places, to measure on. */
public final class PhotoCrops {
    /** Pictures that are measured on: of a batch the first ones, which are of all classes; of many files as many, evenly spread. */
    private static final int MOST = 256;

    private PhotoCrops() {
    }

    /**
     * Crops of both sizes.
     *
     * @param small       N×3×size×size, float32, 0…255
     * @param smallLabels their classes; null where there are none
     * @param large       M×3×extent×extent, or whole pictures of a batch
     * @param largeLabels their classes; null where there are none
     */
    public record Fixed(Tensor small, @Nullable Tensor smallLabels, Tensor large, @Nullable Tensor largeLabels) {
    }

    /**
     * @param size   of the small crops
     * @param each   how many small crops a photo gives that is larger
     * @param extent of the large crop in each photo's middle; photos that are smaller give none. Where all are, it is {@code size}
     * @param classes of the training set; none for an unconditional one
     * @return the crops
     * @throws UserException if no photo is large enough, or lies in no folder of a class where there are classes
     */
    public static Fixed fixed(Path folder, int size, int each, int extent, PhotoClasses classes, Device device, Progress progress) {
        Random random = new Random(0);
        List<Tensor> small = new ArrayList<>();
        List<Tensor> large = new ArrayList<>();
        List<Integer> smallLabels = new ArrayList<>();
        List<Integer> largeLabels = new ArrayList<>();
        Map<Photo, Path> photos = read(PhotoFolder.find(List.of(folder), null, FolderRules.Rule.DEFAULT, classes), progress);
        int wide = photos.keySet().stream().anyMatch(p -> Math.min(p.width(), p.height()) >= extent) ? extent : size;
        photos.forEach((photo, path) -> {
            if (Math.min(photo.width(), photo.height()) < wide) {
                progress.note(path + " is smaller than " + wide + " pixels and is left out.");
                return;
            }
            for (int i = 0; i < (photo.width() == size && photo.height() == size ? 1 : each); i++) {
                small.add(crop(photo, random.nextInt(photo.width() - size + 1), random.nextInt(photo.height() - size + 1), size));
                smallLabels.add(photo.label());
            }
            large.add(crop(photo, (photo.width() - wide) / 2, (photo.height() - wide) / 2, wide));
            largeLabels.add(photo.label());
        });
        if (large.isEmpty()) {
            throw new UserException("No picture in " + folder + " is large enough to measure on.");
        }
        return new Fixed(stacked(small, device), labels(smallLabels, device), stacked(large, device), labels(largeLabels, device));
    }

    /**
     * Every picture as a whole: its middle square, made as small as the size.
     *
     * @param batch of how many are given at a time
     * @param to    gets N×3×size×size, float32, 0…255, and their classes; both are freed afterwards
     * @throws UserException if no picture is large enough, or one lies in no folder of a class
     */
    public static void whole(Path folder, int size, int batch, PhotoClasses classes, Device device, Progress progress, BiConsumer<Tensor, Tensor> to) {
        FolderRules.Rule rule = new FolderRules.Rule(Map.of("whole", 1.0), 1, null);
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(List.of(folder), null, rule, classes);
        long given = 0;
        for (int from = 0; from < files.size(); from += batch) {
            progress.checkCancelled();
            progress.report(from, files.size(), "Measuring");
            // A file of many pictures is a batch by itself, so that memory stays bounded by the larger of both.
            List<Photo> photos = files.subList(from, Math.min(files.size(), from + batch)).parallelStream().flatMap(f -> shrunk(f, rule, size, progress)).toList();
            for (int first = 0; first < photos.size(); first += batch) {
                List<Photo> some = photos.subList(first, Math.min(photos.size(), first + batch));
                given += some.size();
                try (PointerScope scope = new PointerScope()) {
                    to.accept(stacked(some.stream().map(p -> crop(p, (p.width() - size) / 2, (p.height() - size) / 2, size)).toList(), device),
                            labels(some.stream().map(Photo::label).toList(), device));
                }
            }
        }
        if (given == 0) {
            throw new UserException("No picture in " + folder + " is large enough to measure on.");
        }
    }

    private static Stream<Photo> shrunk(PhotoFolder.PhotoFile file, FolderRules.Rule rule, int size, Progress progress) {
        try {
            return PhotoFolder.decode(file).stream().flatMap(p -> PhotoFolder.sizes(p, rule, size).stream()).map(PhotoFolder.Weighted::photo);
        } catch (UserException e) {
            progress.note(file.path() + " cannot be read and is left out: " + e.getMessage());
            return Stream.empty();
        }
    }

    private static Map<Photo, Path> read(List<PhotoFolder.PhotoFile> files, Progress progress) {
        Map<Photo, Path> photos = new LinkedHashMap<>();
        int taken = Math.min(MOST, files.size());
        for (int i = 0; i < taken; i++) {
            PhotoFolder.PhotoFile file = files.get((int) ((long) i * files.size() / taken));
            try {
                PhotoFolder.decode(file).stream().limit(MOST).forEach(photo -> photos.put(photo, file.path()));
            } catch (UserException e) {
                progress.note(file.path() + " cannot be read and is left out: " + e.getMessage());
            }
        }
        return photos;
    }

    private static Tensor labels(List<Integer> labels, Device device) {
        float[] values = new float[labels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = labels.get(i);
        }
        return labels.getFirst() == Photo.NO_CLASS ? null : Torch.tensor(values, values.length).to(device, ScalarType.Long);
    }

    private static Tensor stacked(List<Tensor> crops, Device device) {
        return torch.stack(new TensorVector(crops.toArray(Tensor[]::new)), 0).to(device, ScalarType.Float);
    }

    private static Tensor crop(Photo photo, int left, int top, int size) {
        float[] values = new float[3 * size * size];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    values[(c * size + y) * size + x] = photo.rgb()[((top + y) * photo.width() + left + x) * 3 + c] & 0xff;
                }
            }
        }
        return Torch.tensor(values, 3, size, size);
    }
}
