package studio.bcm.train;

import java.nio.file.Path;
import java.util.List;
import studio.bcm.network.UNetOptions;

/**
 * All that decides a training run; written to {@code training_options.json} beside its results.
 *
 * @param data              folders of pictures
 * @param rules             folder rules for all of them, or null for each folder's own
 * @param out               folder for checkpoint, packs, log and sheets
 * @param from              pack whose weights the run starts from, or null for fresh ones
 * @param name              name of the pack that is made
 * @param title             its title
 * @param stages            in order
 * @param device            {@code auto}, {@code cuda}, {@code cuda:N} or {@code cpu}
 * @param fusedKernels      use our own kernels for normalisation on CUDA
 * @param batch             pictures a step
 * @param learningRate      greatest learning rate
 * @param optimiser         {@code adam} or {@code radam}
 * @param emaDecay          greatest decay of the exponential moving average a step
 * @param clip              greatest norm of the gradient
 * @param warmUpSteps       steps over which the learning rate rises at the start of a stage
 * @param coolDown          share of a stage's time over which it falls at the end, 0…1
 * @param finalRate         what it falls to, as a share of the greatest
 * @param restorationShare  share of each batch that are JPEG-aware samples, 0…1
 * @param minQuality        least JPEG quality in them
 * @param schedule          of the consistency stages
 * @param seed              of all random numbers
 * @param photoBytes        memory for photos on the device, in bytes
 * @param checkpointMinutes minutes between checkpoints
 * @param sheetMinutes      minutes between sample sheets
 * @param validation        folder of pictures for the sheets and figures of the run, or null for training pictures
 * @param network           shape of the network
 */
record TrainOptions(List<Path> data, Path rules, Path out, Path from, String name, String title, List<StagePlan> stages,
                           String device, boolean fusedKernels, int batch, double learningRate, String optimiser, double emaDecay, double clip, int warmUpSteps,
                           double coolDown, double finalRate, double restorationShare, double minQuality, ConsistencyStage.Schedule schedule, long seed,
                           long photoBytes, double checkpointMinutes, double sheetMinutes, Path validation, UNetOptions network) {
    public TrainOptions {
        data = List.copyOf(data);
        stages = List.copyOf(stages);
    }
}
