package studio.bcm.ui.models;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.Generation;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.ColourManagement;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.model.Pack;
import studio.bcm.task.Progress;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Messages;
import studio.bcm.ui.task.BackgroundTask;

/**
 * Sample sheets of models: a row of pictures that a model makes out of noise. Made behind other work the first time that a
 * model is looked at, and kept as files from then on.
 */
public final class PackSheets {
    /** Pictures side by side. */
    public static final int PICTURES = 8;
    private static final int GAP = 4;
    private static final int SEED = 1;
    private static final Logger LOG = LoggerFactory.getLogger(PackSheets.class);

    private final EditContext context;
    private final Path folder;
    private final ObservableMap<String, Raster> sheets = FXCollections.observableHashMap();
    private final Set<String> asked = new HashSet<>();

    /** @param folder where sheets are kept; made when the first one is */
    PackSheets(EditContext context, Path folder) {
        this.context = context;
        this.folder = folder;
    }

    /** Sheets that are there, by the hash of the model. */
    public ObservableMap<String, Raster> shown() {
        return sheets;
    }

    /** Sees to it that a pack's sheet comes into {@link #shown()}. */
    public void ask(Pack pack) {
        String hash = pack.manifest().modelSha256();
        if (!asked.add(hash)) {
            return;
        }
        Path file = folder.resolve(pack.manifest().name() + "-" + hash.substring(0, 12) + ".png");
        if (Files.exists(file)) {
            context.activity().submitDisk(BackgroundTask.of("", null, progress -> Raster.of(PictureReader.read(file)))
                    .onDone(raster -> sheets.put(hash, raster)).onFailed(e -> missing(pack, e)));
        } else {
            context.activity().submit(BackgroundTask.of("", "sheet " + hash, progress -> make(pack, file, progress))
                    .onDone(raster -> sheets.put(hash, raster)).onCancelled(() -> asked.remove(hash)).onFailed(e -> missing(pack, e)));
        }
    }

    /** A card is as good without: nobody asked for the sheet. */
    private static void missing(Pack pack, Throwable e) {
        LOG.info("No sample sheet of {}: {}", pack.manifest().name(), Messages.describe(e));
    }

    private Raster make(Pack pack, Path file, Progress progress) {
        Optional<LoadedFunction> inUse = context.models().loaded()
                .filter(l -> l.manifest().modelSha256().equals(pack.manifest().modelSha256()));
        if (inUse.isPresent()) {
            return make(inUse.get(), file, progress);
        }
        try (LoadedFunction other = context.models().load(pack, DeviceChoice.CPU)) {
            return make(other, file, progress);
        }
    }

    private static Raster make(LoadedFunction loaded, Path file, Progress progress) {
        int side = loaded.manifest().resolution();
        BufferedImage sheet = new BufferedImage(PICTURES * (side + GAP) - GAP, side, BufferedImage.TYPE_INT_ARGB);
        Generation.builder().setFunction(loaded.function(progress)).optDefaults(loaded.defaults()).optSeed(SEED).build()
                .run(side, side, PICTURES, (pixels, i) -> paint(sheet, pixels, i * (side + GAP)), progress);
        AtomicFile.write(file, true, temporary -> ImageIO.write(sheet, "png", temporary.toFile()));
        return Raster.of(PictureReader.read(file));
    }

    private static void paint(BufferedImage sheet, Pixels pixels, int left) {
        BufferedImage picture = ColourManagement.toSrgb(Picture.of(pixels));
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                sheet.setRGB(left + x, y, picture.getRGB(x, y) | 0xff000000);
            }
        }
    }
}
