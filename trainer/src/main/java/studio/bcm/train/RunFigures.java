package studio.bcm.train;

import java.nio.file.Path;
import java.util.Map;
import studio.bcm.network.torch.Weights;

/** Quick figures and sheets of a network in training, on crops that stay the same for the whole run. */
interface RunFigures extends AutoCloseable {
    /** By name. */
    Map<String, Double> figures(Weights of);

    /** Writes one picture of what the network makes. */
    void sheet(Weights of, Path png, String title);

    @Override
    void close();
}
