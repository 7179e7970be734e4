package studio.bcm.evaluation.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Restoration;
import studio.bcm.evaluation.photo.ClassChoice;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.job.LoadedModel;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** A model set up to be measured. */
public final class Bench implements AutoCloseable {
    private static final int CPU_BATCH = 16;
    private static final int GPU_BATCH = 128;

    private final ConsistencyFunction function;
    private final Manifest manifest;
    private final Pack pack;
    private final String device;
    private final int gpu;
    private final int batch;
    private final List<AutoCloseable> resources;
    private ClassChoice classes = ClassChoice.none();

    /**
     * Anything that acts as the manifest says.
     *
     * @param pack   that it came from, or null
     * @param device in words
     * @param gpu    number of the GPU, or −1 for the CPU
     * @param batch  crops to evaluate together
     */
    Bench(ConsistencyFunction function, Manifest manifest, @Nullable Pack pack, String device, int gpu, int batch, List<AutoCloseable> resources) {
        this.function = function;
        this.manifest = manifest;
        this.pack = pack;
        this.device = device;
        this.gpu = gpu;
        this.batch = batch;
        this.resources = List.copyOf(resources);
    }

    /**
     * Loads a pack.
     *
     * @param nameOrFile null for the default pack
     * @param batch      0 for what suits the device
     * @throws studio.bcm.UserException when there is no such pack or device
     */
    public static Bench open(@Nullable String nameOrFile, DeviceChoice choice, int batch, Progress progress) {
        PackLibrary library = PackLibrary.standard();
        Pack pack = nameOrFile == null ? library.findDefault() : library.find(nameOrFile);
        LoadedModel model = LoadedModel.load(pack, choice);
        boolean gpu = model.execution().isCuda();
        progress.note(pack.manifest().name() + " on " + model.execution().describe());
        return new Bench(model.function(progress), pack.manifest(), pack, model.execution().describe(), model.execution().deviceIndex(),
                batch > 0 ? batch : gpu ? GPU_BATCH : CPU_BATCH, List.of(model));
    }

    /** Which class of a conditional model is measured. */
    public void choose(ClassChoice choice) {
        classes = choice;
    }

    public ClassChoice classes() {
        return classes;
    }

    public ConsistencyFunction function() {
        return function;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The pack, or null when the function came from elsewhere. */
    public @Nullable Pack pack() {
        return pack;
    }

    public Path packFile() {
        return pack == null ? null : pack.file();
    }

    /** What it runs on, in words. */
    public String device() {
        return device;
    }

    /** Number of the GPU that it runs on, or −1 for the CPU. */
    public int gpu() {
        return gpu;
    }

    public int batch() {
        return batch;
    }

    /** The routes to noise with one, two and three evaluations: the pack's own where it has them, else the paper's. */
    public List<Route> inversions() {
        return IntStream.rangeClosed(1, 3).mapToObj(n -> "invert-" + n)
                .map(name -> manifest.route(name).orElseGet(() -> Presets.find(name).orElseThrow())).toList();
    }

    /** The routes from noise with one to four evaluations, likewise. */
    public List<Route> samplings() {
        return List.of(Presets.ONE_STEP, Presets.TWO_STEP, Presets.ZIGZAG_3, Presets.MIXED_4).stream()
                .map(preset -> manifest.route(preset.name()).orElse(preset)).toList();
    }

    /** Restores as the program does, with another tuning than the pack's where that is given. */
    public RestorationMeasure.Restorer restorer(Manifest tuned) {
        return restorer(tuned, 1, 0, true);
    }

    /**
     * As the other, with the dials of restoration.
     *
     * @param effort   mirrored and turned versions that are averaged: 1, 2, 4 or 8
     * @param texture  0…1
     * @param faithful whether the result may not contradict the file
     */
    public RestorationMeasure.Restorer restorer(Manifest tuned, int effort, float texture, boolean faithful) {
        return (input, strength, progress) -> {
            Restoration.Builder restoration = restoration(tuned).optEffort(effort).optTexture(texture).optFaithful(faithful);
            if (strength > 0) {
                restoration.optStrength(strength);
            }
            return restoration.build().run(input, progress).picture().toPixels();
        };
    }

    /** A restoration to be completed, with another tuning than the pack's where that is given. */
    public Restoration.Builder restoration(Manifest tuned) {
        return Restoration.builder().setFunction(classes.heldToOne(function)).optDefaults(EditDefaults.of(tuned));
    }

    @Override
    public void close() {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("a model could not be closed", e);
            }
        }
    }
}
