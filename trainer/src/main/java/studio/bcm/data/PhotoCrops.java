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
    private PhotoCrops() {
    }

    /**
     * @param size   of the small crops
     * @param each   how many small crops a photo gives
     * @param extent of the large crop in each photo's middle; photos that are smaller give none
     * @return small crops N×3×size×size and large ones M×3×extent×extent, float32, 0…255
     * @throws UserException if no photo is large enough
     */
    public static Tensor[] fixed(Path folder, int size, int each, int extent, Device device, Progress progress) {
        Random random = new Random(0);
        List<Tensor> small = new ArrayList<>();
        List<Tensor> large = new ArrayList<>();
        for (PhotoFolder.PhotoFile file : PhotoFolder.find(List.of(folder), null)) {
            try {
                Photo photo = PhotoFolder.decode(file.path());
                if (Math.min(photo.width(), photo.height()) < extent) {
                    progress.note(file.path() + " is smaller than " + extent + " pixels and is left out.");
                    continue;
                }
                for (int i = 0; i < each; i++) {
                    small.add(crop(photo, random.nextInt(photo.width() - size + 1), random.nextInt(photo.height() - size + 1), size));
                }
                large.add(crop(photo, (photo.width() - extent) / 2, (photo.height() - extent) / 2, extent));
            } catch (UserException e) {
                progress.note(file.path() + " cannot be read and is left out: " + e.getMessage());
            }
        }
        if (large.isEmpty()) {
            throw new UserException("No picture in " + folder + " is large enough to measure on.");
        }
        return new Tensor[] {stacked(small, device), stacked(large, device)};
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
