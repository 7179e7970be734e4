package studio.bcm.train;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.network.NetworkOptions;
import studio.bcm.train.data.DetailSamples;

/**
 * All that decides a training run; written to {@code training_options.json} beside its results.
 *
 * @param data           pictures
 * @param out            folder for checkpoint, packs, log and sheets
 * @param from           pack whose weights the run starts from, or null for fresh ones
 * @param teacher        pack whose trajectories are learnt, or null for what the run itself was before the stage
 * @param label          names of the pack
 * @param stages         in order
 * @param execution      device and parts of a batch
 * @param learning       optimiser and learning rate
 * @param mixture        what a batch is made of
 * @param discretisation of the consistency stages
 * @param seed           of all random numbers
 * @param watching       checkpoints, sheets and figures
 * @param network        shape of the network
 * @param guidance       classes kept back and guided trajectories, of networks with classes
 */
record TrainOptions(DataOptions data, Path out, @Nullable Path from, @Nullable Path teacher, Label label, List<StagePlan> stages, Execution execution,
        Learning learning, Mixture mixture, Discretisation discretisation, long seed, Watching watching, NetworkOptions network,
        Guidance guidance) {
    /**
     * What the pack is called.
     *
     * @param name   name of the pack that is made
     * @param title  its title
     * @param preset recipe that the options began with, or null
     */
    record Label(String name, String title, @Nullable String preset) {
    }

    /**
     * What a step is computed on, and in which parts.
     *
     * @param device       {@code auto}, {@code cuda}, {@code cuda:N} or {@code cpu}
     * @param fusedKernels use our own kernels for normalisation on CUDA
     * @param graphs       record repeated passes as CUDA graphs
     * @param batch        pictures a step
     * @param microBatch   pictures computed together, of which a batch is a multiple
     * @param photoBytes   memory for photos on the device, in bytes
     */
    record Execution(String device, boolean fusedKernels, boolean graphs, int batch, int microBatch, long photoBytes) {
        Execution {
            if (microBatch < 1 || batch < 1 || batch % microBatch != 0) {
                throw new UserException("A batch of " + batch + " pictures cannot be computed " + microBatch + " at a time; choose a divisor.");
            }
        }
    }

    /**
     * How weights follow their gradients; written as it is into the record of the training.
     *
     * @param learningRate greatest learning rate
     * @param optimiser    {@code adam} or {@code radam}
     * @param emaDecay     greatest decay of the exponential moving average a step
     * @param clip         greatest norm of the gradient
     * @param warmUpSteps  steps over which the learning rate rises at the start of a stage
     * @param coolDown     share of a stage's time over which it falls at the end, 0…1
     * @param finalRate    what it falls to, as a share of the greatest
     */
    record Learning(double learningRate, String optimiser, double emaDecay, double clip, int warmUpSteps,
            double coolDown, double finalRate) {
    }

    /**
     * What a batch is made of; written as it is into the record of the training.
     *
     * @param restorationShare share of each batch that are JPEG-aware samples, or of a network of detail questions for the mean, 0…1
     * @param restorationSize  height and width of these samples in pixels; the share counts pixels, so larger ones are fewer
     * @param roundTripShare   share of each batch of a trajectory stage that are round trips, 0…1
     * @param minQuality       least JPEG quality in them
     */
    record Mixture(double restorationShare, int restorationSize, double roundTripShare, double minQuality) {
        Mixture {
            if (restorationSize < 16 || restorationSize % 16 != 0) {
                throw new UserException("--restoration-size wants a multiple of 16 pixels, not " + restorationSize + ".");
            }
        }
    }

    /**
     * Noise levels of the consistency stages.
     *
     * @param schedule of the consistency stages
     * @param levels   of their iCT discretisation
     */
    record Discretisation(ConsistencyStage.Schedule schedule, ConsistencyStage.Levels levels) {
    }

    /**
     * What the run leaves while it goes on.
     *
     * @param checkpointMinutes minutes between checkpoints
     * @param sheetMinutes      minutes between sample sheets
     * @param validation        folder of pictures for the sheets and figures of the run, or null for training pictures
     */
    record Watching(double checkpointMinutes, double sheetMinutes, @Nullable Path validation) {
    }

    public TrainOptions {
        stages = List.copyOf(stages);
        if (network.classes() == 0 && !guidance.equals(Guidance.NONE)) {
            throw new UserException("--class-dropout and --guidance are for networks with classes; add --class-conditional.");
        }
        if (guidance.guides() && guidance.classDropout() == 0 && stages.stream().anyMatch(s -> s.stage() == StageName.DIFFUSION)) {
            throw new UserException("--guidance needs a teacher that learnt without classes too: add --class-dropout, such as 0.1.");
        }
        if (network.detail() && stages.stream().anyMatch(s -> s.stage() != StageName.DIFFUSION && s.stage() != StageName.TRAJECTORY)) {
            throw new UserException("A network of --detail learns by the stages diffusion and trajectory only.");
        }
    }

    /** Pictures of a step. */
    int batch() {
        return execution.batch;
    }

    /** The side that a picture must have to be trained on. */
    int side() {
        return network.detail() ? DetailSamples.side(network.resolution()) : network.resolution();
    }

    /** How many of a batch's pictures, of the network's resolution, stand for JPEG-aware samples. */
    int restorationPictures() {
        return (int) Math.round(batch() * mixture.restorationShare);
    }

    /** How many parts a batch is computed in. */
    int parts() {
        return batch() / execution.microBatch;
    }

    /** The options of one of these parts. */
    TrainOptions ofOnePart() {
        Execution part = new Execution(execution.device, execution.fusedKernels, execution.graphs, execution.microBatch, execution.microBatch,
                execution.photoBytes);
        return new TrainOptions(data, out, from, teacher, label, stages, part, learning, mixture, discretisation, seed, watching, network,
                guidance);
    }
}
