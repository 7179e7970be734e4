package studio.bcm.train.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.evaluation.photo.Photo;
import studio.bcm.network.torch.Torch;

/**
 * Photos as bytes in the memory of the device that trains, so that drawing random crops is a gather there and nothing
 * crosses the bus. Owns native memory.
 */
final class PhotoBank implements AutoCloseable {
    /** Pixels. */
    private static final long PIECE = 8 << 20;

    private final Device device;
    private final Tensor pixels;
    private final Tensor offsets;
    private final Tensor widths;
    private final Tensor heights;
    private final Tensor classes;
    private final List<PhotoFolder.Weighted> shapes;
    private final Map<Integer, Tensor> cumulative = new HashMap<>();

    PhotoBank(List<PhotoFolder.Weighted> photos, Device device) {
        this.device = device;
        shapes = photos.stream().map(w -> new PhotoFolder.Weighted(new Photo(w.photo().width(), w.photo().height(), null, w.photo().label()), w.weight()))
                .toList();
        int count = photos.size();
        long[] offset = new long[count];
        long[] width = new long[count];
        long[] height = new long[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            Photo photo = photos.get(i).photo();
            offset[i] = total;
            width[i] = photo.width();
            height[i] = photo.height();
            total += (long) photo.width() * photo.height();
        }
        try (PointerScope scope = new PointerScope()) {
            pixels = Torch.keep(torch.zeros(new long[] {total, 3}, Torch.options(ScalarType.Byte, device)));
            upload(photos, total);
            offsets = longs(offset);
            widths = longs(width);
            heights = longs(height);
            classes = shapes.getFirst().photo().label() == Photo.NO_CLASS ? null
                    : longs(shapes.stream().mapToLong(s -> s.photo().label()).toArray());
        }
    }

    /** In pieces through pinned memory, between which what trains at the same time goes on. */
    private void upload(List<PhotoFolder.Weighted> photos, long total) {
        int piece = (int) Math.min(PIECE, total);
        Tensor staging = torch.zeros(new long[] {piece, 3}, new TensorOptions(ScalarType.Byte).pinned_memory(new BoolOptional(device.is_cuda())));
        BytePointer bytes = new BytePointer(staging.data_ptr()).capacity(3L * piece);
        long done = 0;
        int filled = 0;
        for (PhotoFolder.Weighted photo : photos) {
            byte[] rgb = photo.photo().rgb();
            for (int from = 0; from < rgb.length; ) {
                int part = Math.min(rgb.length - from, 3 * piece - filled);
                bytes.position(filled).put(rgb, from, part);
                from += part;
                filled += part;
                if (filled == 3 * piece) {
                    pixels.narrow(0, done, piece).copy_(staging);
                    done += piece;
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            pixels.narrow(0, done, filled / 3).copy_(staging.narrow(0, 0, filled / 3));
        }
    }

    private Tensor longs(long[] values) {
        return Torch.keep(torch.from_blob(new LongPointer(values), new long[] {values.length}, new TensorOptions(ScalarType.Long))
                .to(device, ScalarType.Long, false, true, new MemoryFormatOptional()));
    }

    /** How often its photos are drawn together, compared with other banks'. */
    double weight() {
        return shapes.stream().mapToDouble(PhotoFolder.Weighted::weight).sum();
    }

    /** Whether any photo holds a crop of this size. */
    boolean holds(int size) {
        return shapes.stream().anyMatch(s -> Math.min(s.photo().width(), s.photo().height()) >= size);
    }

    /** Numbers of photos drawn by their weights among those that hold such a crop. */
    Tensor draw(int n, int size) {
        return Torch.scoped(() -> torch.bucketize(torch.rand(new long[] {n}, Torch.options(ScalarType.Float, device)), cumulative(size), false, true));
    }

    /** Classes of photos, or null where they have none. */
    @Nullable Tensor labels(Tensor index) {
        return classes == null ? null : classes.index_select(0, index);
    }

    /**
     * Random crops, mirrored at random.
     *
     * @param index which photos
     * @param turn  also turn them by right angles at random
     * @return n×3×size×size float32, 0…255
     */
    Tensor crops(Tensor index, int size, boolean turn) {
        int n = Math.toIntExact(index.numel());
        return Torch.scoped(() -> {
            TensorOptions real = Torch.options(ScalarType.Float, device);
            Tensor width = widths.index_select(0, index);
            Tensor top = place(heights.index_select(0, index), n, size, real);
            Tensor left = place(width, n, size, real);
            Tensor first = offsets.index_select(0, index).add(top.mul(width)).add(left).view(n, 1, 1);
            Tensor along = torch.arange(new Scalar(size), Torch.options(ScalarType.Long, device));
            Tensor across = mirrored(along, n, size, real);
            Tensor rows = turn ? mirrored(along, n, size, real).view(n, size, 1) : along.view(1, size, 1).expand(n, size, 1);
            Tensor columns = across.view(n, 1, size);
            Tensor straight = rows.mul(width.view(n, 1, 1)).add(columns);
            if (turn) {
                Tensor turned = columns.mul(width.view(n, 1, 1)).add(rows);
                straight = torch.where(coin(n, real).view(n, 1, 1), turned, straight);
            }
            return pixels.index_select(0, straight.add(first).view(-1)).view(n, size, size, 3).permute(0, 3, 1, 2).to(ScalarType.Float)
                    .contiguous();
        });
    }

    private static Tensor place(Tensor extent, int n, int size, TensorOptions real) {
        Tensor room = extent.sub(new Scalar(size - 1));
        return torch.minimum(torch.rand(new long[] {n}, real).mul(room).floor().to(ScalarType.Long), room.sub(new Scalar(1)));
    }

    private static Tensor mirrored(Tensor along, int n, int size, TensorOptions real) {
        Tensor row = along.view(1, size);
        return torch.where(coin(n, real).view(n, 1), row.mul(new Scalar(-1)).add(new Scalar(size - 1)), row);
    }

    private static Tensor coin(int n, TensorOptions real) {
        return torch.rand(new long[] {n}, real).lt(new Scalar(0.5f));
    }

    private Tensor cumulative(int size) {
        return cumulative.computeIfAbsent(size, s -> {
            float[] bounds = new float[shapes.size()];
            double[] sums = new double[shapes.size()];
            double sum = 0;
            for (int i = 0; i < bounds.length; i++) {
                Photo photo = shapes.get(i).photo();
                sum += Math.min(photo.width(), photo.height()) >= s ? shapes.get(i).weight() : 0;
                sums[i] = sum;
            }
            if (sum == 0) {
                throw new IllegalStateException("no photo holds a crop of " + s + " pixels");
            }
            int last = bounds.length - 1;
            for (int i = 0; i < bounds.length; i++) {
                bounds[i] = (float) (sums[i] / sum);
            }
            // The draw lies below 1; the bound of the last photo that fits must not, or rounding would reach past it.
            for (int i = last; i >= 0 && sums[i] == sum; i--) {
                bounds[i] = 1;
            }
            return Torch.keep(Torch.tensor(bounds, bounds.length).to(device, ScalarType.Float));
        });
    }

    @Override
    public void close() {
        cumulative.values().forEach(Tensor::close);
        List.of(pixels, offsets, widths, heights).forEach(Tensor::close);
        if (classes != null) {
            classes.close();
        }
    }
}
