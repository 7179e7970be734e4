package studio.bcm.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.train.data.PictureSource;

/**
 * Regression of f(x_i, σ_i, σ_j) on x_j for pairs of states of a teacher's trajectories, in both directions, pseudo-Huber
 * in units of F. A share of the batch stays JPEG-aware, so that restoration is not forgotten. Another share makes round
 * trips: f(f(x_i, σ_i, u), u, 0.002) against the photo where the trajectory began, the outer call frozen (the soft trajectory
 * constraint of Li &amp; He, arXiv 2403.18035, section 3.2, with the photo as target). Regression alone leaves noise that the
 * one-step generation takes to a neighbour of the photo; the round trip teaches the inversion which noise leads to the photo.
 */
final class TrajectoryStage implements Stage {
    private static final int BUNDLES = 8;
    private static final double HUBER = 0.03;
    private static final double ROUND_TRIP_WEIGHT = 2;
    /** Of the round trips: how many go to the greatest level, and how many begin at the level of the noised photo. */
    private static final double TO_THE_END = 0.7;
    private static final double FROM_THE_PHOTO = 0.6;

    private final Learner learner;
    private final RestorationPass restoration;
    private final Trajectories trajectories;
    private final Random random;
    private final int pairs;
    private final int trips;
    private final int patch;
    private final int size;
    private final int refreshEvery;
    private int steps;

    TrajectoryStage(Learner learner, Weights teacher, boolean denoiser, PictureSource photos, RestorationPass restoration,
                    TrainOptions options, Random random) {
        this.learner = learner;
        this.restoration = restoration;
        this.random = random;
        patch = options.network().patch();
        trips = (int) Math.round(options.batch() * options.mixture().roundTripShare());
        pairs = options.batch() - restoration.pictures() - trips;
        if (pairs < 0) {
            throw new UserException("The shares of restoration and of round trips are more than the whole batch.");
        }
        size = options.network().resolution();
        trajectories = new Trajectories(learner, teacher, denoiser, photos, options.batch(), size, patch, BUNDLES, options.guidance(), random);
        // As many pairs are learnt from a bundle as it has states, one and a half times.
        refreshEvery = Math.max(1, 24 * options.batch() / Math.max(1, pairs));
    }

    @Override
    public Map<String, Tensor> step(double progress) {
        if (++steps % refreshEvery == 0) {
            trajectories.refresh();
        }
        Map<String, Tensor> losses = new LinkedHashMap<>();
        if (pairs + trips > 0) {
            carry(losses);
        }
        if (restoration.pictures() > 0) {
            losses.put(restoration.name(), restoration.step(1));
        }
        return losses;
    }

    /** Pairs and the ways there of round trips go through one pass. */
    private void carry(Map<String, Tensor> losses) {
        TensorVector inputs = new TensorVector();
        TensorVector ts = new TensorVector();
        TensorVector us = new TensorVector();
        TensorVector labels = new TensorVector();
        Pairs drawn = pairs > 0 ? drawPairs() : null;
        Pairs away = trips > 0 ? drawTrips() : null;
        for (Pairs part : new Pairs[] {drawn, away}) {
            if (part != null) {
                inputs.push_back(part.input());
                ts.push_back(part.t());
                us.push_back(part.u());
                add(labels, part.y());
            }
        }
        Learner.Pass pass = learner.pass("there", true, torch.cat(inputs, 0), torch.cat(ts, 0), torch.cat(us, 0),
                labels.empty() ? null : torch.cat(labels, 0), new DropoutMasks());
        List<Tensor> terms = new ArrayList<>();
        if (drawn != null) {
            Tensor error = pass.inner.narrow(0, 0, pairs).sub(drawn.innerTarget());
            Tensor huber = meanSquare(error).add(new Scalar(HUBER * HUBER)).sqrt().sub(new Scalar(HUBER)).mean();
            losses.put("trajectory", huber.detach());
            terms.add(huber);
            terms.add(PatchPhases.penalty(error, patch));
        }
        Learner.RoundTrip trip = null;
        if (away != null) {
            trip = learner.new RoundTrip(pass.inner.narrow(0, pairs, trips), away.input().mul(norm(away.t())), away.t(),
                    away.u(), away.y(), new DropoutMasks(), true);
            Tensor squared = meanSquare(trip.end.sub(away.end())).mean();
            losses.put("round trip", squared.detach());
            terms.add(squared.mul(new Scalar(ROUND_TRIP_WEIGHT)));
        }
        Tensor total = terms.getFirst();
        for (Tensor term : terms.subList(1, terms.size())) {
            total = total.add(term);
        }
        total.backward();
        if (trip != null) {
            trip.passBack();
        }
        pass.backward();
    }

    /**
     * What is to be carried, and where it should end.
     *
     * @param input N×3×S×S, divided by √(t²+σd²)
     * @param end   of a pair: at level u, divided by √(u²+σd²); of a round trip: the photo
     * @param y     classes, or null
     */
    private record Pairs(Tensor input, Tensor t, Tensor u, Tensor end, @Nullable Tensor y) {
        /** What F is compared with, of a pair. */
        Tensor innerTarget() {
            return end.mul(norm(u)).sub(input.mul(norm(t)).mul(Learner.skip(t, u))).div(Learner.out(t, u));
        }
    }

    private Pairs drawPairs() {
        Trajectories.Bundle bundle = trajectories.draw();
        int levels = bundle.sigmas().length;
        float[] from = new float[pairs];
        float[] to = new float[pairs];
        float[] index = new float[3 * pairs];
        for (int n = 0; n < pairs; n++) {
            int i = random.nextInt(levels);
            int j = random.nextInt(levels);
            double kind = random.nextDouble();
            if (kind < 0.3) {
                // What inversion and generation ask for most: from the end where a trajectory began, half of them to the other end.
                i = bundle.start();
                j = random.nextBoolean() ? (bundle.upwards() ? levels - 1 : 0) : j;
            } else if (kind < 0.45) {
                i = levels - 1;
                j = random.nextBoolean() ? 0 : j;
            } else if (kind < 0.65) {
                // Variations, fillings and morphs ask for the picture from any level.
                j = 0;
            }
            if (i == j) {
                j = (j + 1 + random.nextInt(levels - 1)) % levels;
            }
            from[n] = bundle.sigmas()[i];
            to[n] = bundle.sigmas()[j];
            int picture = random.nextInt(trajectories.pictures());
            index[n] = i * trajectories.pictures() + picture;
            index[pairs + n] = j * trajectories.pictures() + picture;
            index[2 * pairs + n] = picture;
        }
        Tensor rows = Torch.onDevice(index, ScalarType.Long, learner.device, 3, pairs);
        Tensor states = bundle.states().view(-1, 3, size, size);
        return new Pairs(states.index_select(0, rows.select(0, 0)).to(ScalarType.Float), learner.onDevice(from), learner.onDevice(to),
                states.index_select(0, rows.select(0, 1)).to(ScalarType.Float), classes(bundle, rows.select(0, 2)));
    }

    private static Tensor classes(Trajectories.Bundle bundle, Tensor pictures) {
        return bundle.labels() == null ? null : bundle.labels().index_select(0, pictures);
    }

    private static void add(TensorVector labels, Tensor more) {
        if (more != null) {
            labels.push_back(more);
        }
    }

    private Pairs drawTrips() {
        Trajectories.Bundle bundle = trajectories.drawUpwards();
        int last = bundle.sigmas().length - 1;
        float[] from = new float[trips];
        float[] to = new float[trips];
        float[] index = new float[2 * trips];
        for (int n = 0; n < trips; n++) {
            int i = random.nextDouble() < FROM_THE_PHOTO ? bundle.start() : bundle.start() + random.nextInt(last - bundle.start());
            int j = random.nextDouble() < TO_THE_END ? last : i + 1 + random.nextInt(last - i);
            from[n] = bundle.sigmas()[i];
            to[n] = bundle.sigmas()[j];
            int picture = random.nextInt(trajectories.pictures());
            index[n] = i * trajectories.pictures() + picture;
            index[trips + n] = picture;
        }
        Tensor rows = Torch.onDevice(index, ScalarType.Long, learner.device, 2, trips);
        return new Pairs(bundle.states().view(-1, 3, size, size).index_select(0, rows.select(0, 0)).to(ScalarType.Float), learner.onDevice(from),
                learner.onDevice(to), bundle.photos().index_select(0, rows.select(0, 1)).to(ScalarType.Float),
                classes(bundle, rows.select(0, 1)));
    }

    private static Tensor meanSquare(Tensor difference) {
        return difference.square().mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
    }

    private static Tensor norm(Tensor sigma) {
        return sigma.square().add(new Scalar(Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA)).sqrt().view(-1, 1, 1, 1);
    }

    @Override
    public int imagesPerStep() {
        return pairs + restoration.pictures() + trips;
    }

    @Override
    public void close() {
        trajectories.close();
    }
}
