package studio.bcm.network.torch;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.network.ParameterList;

/** The gradient of all parameters as one flat float32 vector, with a view for each. Owns native memory. */
public final class Gradients implements AutoCloseable {
    private final Tensor flat;
    private final Map<String, Tensor> views = new HashMap<>();

    public Gradients(Weights weights) {
        try (PointerScope scope = new PointerScope()) {
            flat = Torch.keep(torch.zeros_like(weights.flat()));
            for (ParameterList.Entry entry : weights.list().entries()) {
                views.put(entry.name(), Weights.view(flat, entry));
            }
        }
    }

    public Tensor flat() {
        return flat;
    }

    public Tensor of(String parameter) {
        return views.get(parameter);
    }

    @Override
    public void close() {
        views.values().forEach(Tensor::close);
        flat.close();
    }
}
