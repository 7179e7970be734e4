package studio.bcm.ui.image;

import java.util.ArrayList;
import java.util.List;

/**
 * A picture for the screen in tiles, at full size and halved again and again, so that any zoom draws only what is seen.
 * Made off the window's thread; immutable.
 */
public final class Pyramid {
    /** Greatest side of a tile. */
    public static final int TILE = 512;

    /**
     * One size.
     *
     * @param scale how many columns of the full picture one column here stands for: 1, 2, 4…
     */
    public record Level(int scale, int width, int height, int across, int down, List<Tile> tiles) {
        public Tile tile(int column, int row) {
            return tiles.get(row * across + column);
        }
    }

    /** A rectangle of a level. */
    public record Tile(int x, int y, Raster raster) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final int width;
    private final int height;
    private final List<Level> levels;
    private final boolean opaque;

    private Pyramid(int width, int height, List<Level> levels, boolean opaque) {
        this.opaque = opaque;
        this.width = width;
        this.height = height;
        this.levels = levels;
    }

    public static Pyramid of(Raster full) {
        List<Level> levels = new ArrayList<>();
        Raster r = full;
        int scale = 1;
        levels.add(cut(r, scale));
        while (Math.max(r.width(), r.height()) > TILE) {
            r = r.halved();
            scale *= 2;
            levels.add(cut(r, scale));
        }
        return new Pyramid(full.width(), full.height(), List.copyOf(levels), isOpaque(full));
    }

    /**
     * The whole picture at a size that it has a level of.
     *
     * @param scale a power of two; the coarsest level is taken where that is finer
     */
    public Raster at(int scale) {
        Level level = levels.stream().filter(l -> l.scale() == scale).findFirst().orElse(levels.getLast());
        if (level.tiles().size() == 1) {
            return level.tile(0, 0).raster();
        }
        int[] argb = new int[level.width() * level.height()];
        for (Tile tile : level.tiles()) {
            Raster r = tile.raster();
            for (int y = 0; y < r.height(); y++) {
                System.arraycopy(r.argb(), y * r.width(), argb, (tile.y() + y) * level.width() + tile.x(), r.width());
            }
        }
        return new Raster(level.width(), level.height(), argb);
    }

    /** The greatest scale that there is a level of. */
    public int coarsest() {
        return levels.getLast().scale();
    }

    private static boolean isOpaque(Raster r) {
        int all = -1;
        for (int p : r.argb()) {
            all &= p;
        }
        return all >>> 24 == 255;
    }

    /** Whether nothing behind the picture is to be seen. */
    public boolean isOpaque() {
        return opaque;
    }

    private static Level cut(Raster r, int scale) {
        int across = (r.width() + TILE - 1) / TILE;
        int down = (r.height() + TILE - 1) / TILE;
        if (across == 1 && down == 1) {
            return new Level(scale, r.width(), r.height(), 1, 1, List.of(new Tile(0, 0, r)));
        }
        List<Tile> tiles = new ArrayList<>();
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                int w = Math.min(TILE, r.width() - i * TILE);
                int h = Math.min(TILE, r.height() - j * TILE);
                int[] part = new int[w * h];
                for (int y = 0; y < h; y++) {
                    System.arraycopy(r.argb(), (j * TILE + y) * r.width() + i * TILE, part, y * w, w);
                }
                tiles.add(new Tile(i * TILE, j * TILE, new Raster(w, h, part)));
            }
        }
        return new Level(scale, r.width(), r.height(), across, down, List.copyOf(tiles));
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The coarsest level that still has a value for each pixel of the screen at that zoom. */
    public Level levelFor(double zoom) {
        Level best = levels.getFirst();
        for (Level level : levels) {
            if (level.scale() * zoom <= 1.0001) {
                best = level;
            }
        }
        return best;
    }

    /** The smallest level as one picture: a thumbnail of at most {@value #TILE} columns and rows. */
    public Raster smallest() {
        return levels.getLast().tile(0, 0).raster();
    }
}
