package studio.bcm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.UserException;
import studio.bcm.network.Torch;
import studio.bcm.task.Progress;

/** Crops at fixed places, to measure on. */
public final class PhotoCrops {
    /** Pictures of a batch that are measured on: the first ones, which are of all classes. */
    private static final int OF_A_BATCH = 256;

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
    public record Fixed(Tensor small, Tensor smallLabels, Tensor large, Tensor largeLabels) {
    }

    /**
     * @param size   of the small crops
     * @param each   how many small crops a photo gives
     * @param extent of the large crop in each photo's middle; photos that are smaller give none
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
        for (PhotoFolder.PhotoFile file : PhotoFolder.find(List.of(folder), null, FolderRules.Rule.DEFAULT, classes)) {
            try {
                boolean batch = CifarBatch.isBatch(file.path());
                int wide = batch ? Math.min(extent, CifarBatch.SIDE) : extent;
                List<Photo> photos = PhotoFolder.decode(file);
                for (Photo photo : photos.subList(0, Math.min(photos.size(), OF_A_BATCH))) {
                    if (Math.min(photo.width(), photo.height()) < wide) {
                        progress.note(file.path() + " is smaller than " + wide + " pixels and is left out.");
                        continue;
                    }
                    for (int i = 0; i < (batch ? 1 : each); i++) {
                        small.add(crop(photo, random.nextInt(photo.width() - size + 1), random.nextInt(photo.height() - size + 1), size));
                        smallLabels.add(photo.label());
                    }
                    large.add(crop(photo, (photo.width() - wide) / 2, (photo.height() - wide) / 2, wide));
                    largeLabels.add(photo.label());
                }
            } catch (UserException e) {
                progress.note(file.path() + " cannot be read and is left out: " + e.getMessage());
            }
        }
        if (large.isEmpty()) {
            throw new UserException("No picture in " + folder + " is large enough to measure on.");
        }
        return new Fixed(stacked(small, device), labels(smallLabels, device), stacked(large, device), labels(largeLabels, device));
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
