package studio.bcm.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import studio.bcm.model.Pack;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;

/**
 * A model to be timed and the shapes in question.
 *
 * @param name   in the results
 * @param model  makes the portable ONNX model
 * @param shapes to time
 */
record Subject(String name, Supplier<byte[]> model, List<Shape> shapes) {
    /**
     * Shape of a batch.
     *
     * @param n      pictures
     * @param height pixels
     * @param width  pixels
     */
    record Shape(int n, int height, int width) {
        @Override
        public String toString() {
            return n + "x" + height + "x" + width;
        }
    }

    /** The subject of a name: {@code published}, {@code small} or a pack's file, with {@code @NxHxW} after it in that shape alone. */
    static Subject of(String name) {
        int at = name.indexOf('@');
        if (at >= 0) {
            Subject all = of(name.substring(0, at));
            int[] sizes = Arrays.stream(name.substring(at + 1).split("x")).mapToInt(Integer::parseInt).toArray();
            return new Subject(all.name, all.model, List.of(new Shape(sizes[0], sizes[1], sizes[2])));
        }
        return switch (name) {
            case "published" -> new Subject(name, () -> RandomNetworks.export(new AdmUNet(AdmUNetOptions.PUBLISHED)),
                    List.of(new Shape(1, 64, 64), new Shape(8, 64, 64), new Shape(64, 64, 64)));
            case "small" -> new Subject(name, () -> RandomNetworks.export(new AdmUNet(small())),
                    List.of(new Shape(1, 32, 32), new Shape(2, 32, 32)));
            default -> new Subject(Path.of(name).getFileName().toString().replaceFirst("\\.bcm$", ""),
                    () -> Pack.open(Path.of(name)).modelArray(),
                    List.of(new Shape(1, 64, 64), new Shape(8, 64, 64), new Shape(64, 64, 64), new Shape(4, 256, 256), new Shape(16, 256, 256)));
        };
    }

    /** The published network's structure, a fraction of its size. */
    static AdmUNetOptions small() {
        return AdmUNetOptions.builder().optResolution(32).optChannels(64).optLevelChannels(List.of(64, 128, 192))
                .optAttentionLevels(Set.of(1, 2)).optBlocks(1).optClasses(10).build();
    }
}
