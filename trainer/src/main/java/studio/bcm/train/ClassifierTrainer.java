package studio.bcm.train;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.UserException;
import studio.bcm.network.ClassifierNetwork;
import studio.bcm.network.ParameterList;
import studio.bcm.network.onnx.OnnxExporter;
import studio.bcm.network.torch.Gradients;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Var;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;
import studio.bcm.train.data.FolderRules;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.data.PhotoCrops;
import studio.bcm.train.data.PhotoFolder;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.RestorationSamples;

/**
 * Trains a {@link ClassifierNetwork} on whole pictures in a folder for each class, shifted and mirrored at random and mixed in
 * pairs (mixup, Zhang et al., arXiv 1710.09412), and measures it on others.
 */
final class ClassifierTrainer {
    private static final double RATE = 1e-3;
    private static final double DECAY = 0.05;
    private static final double CLIP = 1;
    private static final double EMA_DECAY = 0.998;
    private static final double WARM_UP = 0.03;
    private static final double SMOOTHING = 0.1;
    private static final double MIXED = 0.5;
    /** Of a picture's side. */
    private static final int SHIFT = 8;

    private final Settings settings;
    private final Progress progress;

    /**
     * What decides a training.
     *
     * @param folders     pictures by class
     * @param validation  others, by the same classes
     * @param out         ONNX file to write
     * @param size        sides of the pictures, in pixels
     * @param batch       pictures a step
     * @param photoBytes  memory for pictures
     */
    record Settings(List<Path> folders, Path validation, Path out, int size, int channels, int levels, int blocks, double minutes, int batch, long seed,
                    String device, long photoBytes) {
    }

    ClassifierTrainer(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Trains, writes the network and measures it.
     *
     * @return share of the validation pictures whose class it names, 0…1
     */
    double run() {
        PhotoClasses classes = PhotoClasses.of(settings.folders());
        if (settings.size() >> settings.levels() - 1 < 2) {
            throw new UserException("Pictures of " + settings.size() + " pixels are too small for " + settings.levels() + " levels.");
        }
        ClassifierNetwork network = new ClassifierNetwork(classes.count(), settings.channels(), settings.levels(), settings.blocks());
        FolderRules.Rule whole = new FolderRules.Rule(Map.of("whole", 1.0), 1, null);
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(settings.folders(), null, whole, classes);
        Device device = Device.choose(settings.device(), true, progress);
        torch.manual_seed(settings.seed());
        try (PointerScope all = new PointerScope();
                PhotoStream photos = new PhotoStream(files, settings.size(), device.device(), settings.photoBytes(), settings.seed(), progress);
                Weights weights = Weights.initialised(ParameterList.of(network), device.device(), device.computeType());
                Weights ema = weights.copy(); Gradients gradients = new Gradients(weights);
                Optimiser optimiser = new Optimiser(weights.flat(), false)) {
            progress.note(String.format(Locale.ROOT, "Training a classifier of %d classes, %.1f M parameters, on %s.", classes.count(),
                    weights.list().size() / 1e6, device.name()));
            learn(network, photos, device, weights, ema, gradients, optimiser);
            write(network, ema);
            return measure(network, classes, device, ema);
        }
    }

    private void learn(ClassifierNetwork network, PhotoStream photos, Device device, Weights weights, Weights ema, Gradients gradients,
            Optimiser optimiser) {
        Random random = new Random(settings.seed());
        long start = System.nanoTime();
        long logged = start;
        long steps = 0;
        Deque<Double> losses = new ArrayDeque<>();
        for (double done = 0; done < 1; done = (System.nanoTime() - start) / 60e9 / settings.minutes()) {
            progress.checkCancelled();
            boolean tells = steps % 20 == 0;
            try (PointerScope scope = new PointerScope()) {
                Tensor loss = step(network, photos, device, random, weights, gradients);
                if (tells) {
                    losses.add(Torch.item(loss));
                }
            }
            double rate = RATE * Math.min(1, done / WARM_UP) * Math.min(1, 1.5 * (1 - done));
            try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                weights.flat().mul_(new Scalar(1 - rate * DECAY));
            }
            optimiser.step(weights.flat(), gradients.flat(), rate, CLIP);
            weights.changed();
            steps++;
            try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                ema.flat().lerp_(weights.flat(), new Scalar(1 - Math.min(EMA_DECAY, 1 - 10.0 / (steps + 10))));
            }
            if (System.nanoTime() - logged > 5e9 && !losses.isEmpty()) {
                double mean = losses.stream().mapToDouble(Double::doubleValue).average().orElse(0);
                progress.report(Math.round(1000 * done), 1000, String.format(Locale.ROOT, "loss %.3f, %,d pictures", mean, steps * settings.batch()));
                logged = System.nanoTime();
                losses.clear();
            }
        }
        ema.changed();
        progress.note(String.format(Locale.ROOT, "%,d pictures in %,d steps.", steps * settings.batch(), steps));
    }

    private Tensor step(ClassifierNetwork network, PhotoStream photos, Device device, Random random, Weights weights, Gradients gradients) {
        PhotoStream.Labelled drawn = photos.labelled(settings.batch(), settings.size(), false);
        Tensor x = shifted(RestorationSamples.scaled(drawn.crops()), random);
        Tensor target = torch.one_hot(drawn.labels(), network.classes()).to(ScalarType.Float).mul(new Scalar(1 - SMOOTHING))
                .add(new Scalar(SMOOTHING / network.classes()));
        if (random.nextDouble() < MIXED) {
            Scalar share = new Scalar(0.5 + 0.5 * random.nextDouble());
            x = x.flip(0).lerp(x, share);
            target = target.flip(0).lerp(target, share);
        }
        TorchOps ops = TorchOps.training(weights, device.kernels(), null);
        Var output;
        Tensor logits;
        try (NoGradGuard guard = new NoGradGuard()) {
            output = network.forward(ops, ops.input(x)).classes();
            logits = output.value().to(ScalarType.Float).detach().set_requires_grad(true);
        }
        Tensor loss = torch.log_softmax(logits, 1).mul(target).sum().mul(new Scalar(-1.0 / settings.batch()));
        loss.backward();
        try (NoGradGuard guard = new NoGradGuard()) {
            ops.backward(output, logits.grad().to(output.value().scalar_type().intern()), gradients);
        }
        return loss.detach();
    }

    /** The whole batch by the same way, its borders mirrored. */
    private static Tensor shifted(Tensor x, Random random) {
        long size = x.size(2);
        int most = (int) size / SHIFT;
        Tensor padded = torch.reflection_pad2d(x, most, most, most, most);
        return padded.narrow(2, random.nextInt(2 * most + 1), size).narrow(3, random.nextInt(2 * most + 1), size).contiguous();
    }

    private double measure(ClassifierNetwork network, PhotoClasses classes, Device device, Weights weights) {
        long[] counted = new long[2];
        PhotoCrops.whole(settings.validation(), settings.size(), settings.batch(), classes, device.device(), progress, (crops, labels) -> {
            try (NoGradGuard guard = new NoGradGuard()) {
                TorchOps ops = TorchOps.inference(weights, device.kernels());
                Tensor named = network.forward(ops, ops.input(RestorationSamples.scaled(crops))).classes().value().argmax(new LongOptional(1), false);
                counted[0] += Math.round(Torch.item(named.eq(labels).sum()));
                counted[1] += labels.numel();
            }
        });
        double accuracy = (double) counted[0] / counted[1];
        progress.note(String.format(Locale.ROOT, "Names the class of %.2f %% of %,d pictures that it did not learn from.", 100 * accuracy, counted[1]));
        return accuracy;
    }

    private void write(ClassifierNetwork network, Weights weights) {
        try (OutputStream stream = Files.newOutputStream(settings.out())) {
            OnnxExporter.write(network, settings.size(), weights::toArray, stream);
        } catch (IOException e) {
            throw new UserException("The file " + settings.out() + " cannot be written: " + e.getMessage(), e);
        }
        progress.note("Written: " + settings.out());
    }
}
