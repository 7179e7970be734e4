package studio.bcm.ui.morph;

import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.edit.FrameOrder;
import studio.bcm.edit.morph.FrameCache;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.image.Pixels;
import studio.bcm.job.Morph;
import studio.bcm.task.Progress;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;

/**
 * The frames of a film without the network, small ones first and then such as fill the screen. They are asked for while they are
 * being made. Safe for several threads.
 */
final class MorphPreview {
    /** Longest side of the frames that are there first. */
    private static final int SMALL = 224;
    /** Longest side of those that follow, where memory allows for it. */
    private static final int LARGE = 1024;
    private static final double MOST_BYTES = 320e6;
    /** Of a pixel with all smaller levels. */
    private static final double BYTES_A_PIXEL = 4 * 4.0 / 3;

    private final Recipe recipe;
    private final List<FrameCache<Pyramid>> small;
    private final List<FrameCache<Pyramid>> large;

    MorphPreview(Recipe recipe, Morph morph, List<Alignment> found) {
        this.recipe = recipe;
        double aspect = Math.min(morph.width(), morph.height()) / (double) Math.max(morph.width(), morph.height());
        int fits = (int) Math.sqrt(MOST_BYTES / BYTES_A_PIXEL / aspect / recipe.frames());
        small = caches(morph, found, SMALL);
        large = Math.max(morph.width(), morph.height()) <= SMALL || fits <= SMALL ? small : caches(morph, found, Math.min(LARGE, fits));
    }

    private List<FrameCache<Pyramid>> caches(Morph morph, List<Alignment> found, int side) {
        return IntStream.range(0, morph.passages()).mapToObj(i -> new FrameCache<>(morph.preview(i, found.isEmpty() ? null : found.get(i), side),
                morph.timing(i), recipe.framesOfPassage(), frame -> shown(morph, frame))).toList();
    }

    private static Pyramid shown(Morph morph, Pixels frame) {
        return Pyramid.of(Raster.of(morph.picture(frame)));
    }

    Recipe recipe() {
        return recipe;
    }

    /** Makes all frames that are not there yet; calls {@code there} after each. */
    void fill(Runnable there, Progress progress) {
        fill(small, there, progress.part(0, large == small ? 1 : 0.15));
        if (large != small) {
            fill(large, there, progress.part(0.15, 1));
        }
    }

    private void fill(List<FrameCache<Pyramid>> caches, Runnable there, Progress progress) {
        int done = 0;
        int count = recipe.framesOfPassage();
        for (int index : FrameOrder.coarseToFine(count)) {
            for (FrameCache<Pyramid> cache : caches) {
                progress.checkCancelled();
                cache.frame(index, progress);
                there.run();
                done++;
                progress.report(done, (long) count * caches.size(), "");
            }
        }
    }

    /** How many frames are there at any size. */
    int ready() {
        return ready(small);
    }

    /** Whether all frames are there at their last size. */
    boolean isFull() {
        return ready(large) == recipe.frames();
    }

    private int ready(List<FrameCache<Pyramid>> caches) {
        int ready = 0;
        for (int i = 0; i < recipe.frames(); i++) {
            if (there(caches, i) != null) {
                ready++;
            }
        }
        return ready;
    }

    private Pyramid there(List<FrameCache<Pyramid>> caches, int index) {
        int steps = recipe.framesOfPassage() - 1;
        int passage = Math.min(caches.size() - 1, index / steps);
        return caches.get(passage).there(index - passage * steps).orElse(null);
    }

    /** The frame that is nearest to an index, the larger one where both are there; null while there is none. Never waits. */
    FrameShown nearest(int index) {
        for (int distance = 0; distance < recipe.frames(); distance++) {
            for (int i : distance == 0 ? new int[] {index} : new int[] {index - distance, index + distance}) {
                if (i >= 0 && i < recipe.frames()) {
                    Pyramid pyramid = there(large, i);
                    pyramid = pyramid == null ? there(small, i) : pyramid;
                    if (pyramid != null) {
                        return new FrameShown(i, null, pyramid);
                    }
                }
            }
        }
        return null;
    }
}
