package studio.bcm.benchmark;

import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/**
 * One evaluation between the marks that NVIDIA's profilers look for, after some to warm up:
 *
 * <pre>ncu --profile-from-start off … java … studio.bcm.benchmark.KernelProfile SUBJECT@SHAPE TRIAL</pre>
 */
public final class KernelProfile {
    private static final int WARM_UP = 3;

    private KernelProfile() {
    }

    public static void main(String[] arguments) throws OrtException {
        Subject subject = Subject.of(arguments[0]);
        GraphTrial trial = GraphTrial.all().stream().filter(t -> t.name().equals(arguments[1])).findFirst().orElseThrow();
        Subject.Shape shape = subject.shapes().getFirst();
        try (GraphSession session = new GraphSession(trial.graph(subject.model().get()), trial, true, trial.fixed() ? shape : null, null);
                GraphSession.Inputs inputs = session.new Inputs(shape)) {
            for (int i = 0; i < WARM_UP; i++) {
                inputs.run();
            }
            mark("cuProfilerStart");
            inputs.run();
            mark("cuProfilerStop");
        }
    }

    private static void mark(String function) {
        SymbolLookup driver = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
        try {
            int error = (int) Linker.nativeLinker().downcallHandle(driver.findOrThrow(function), FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeExact();
            if (error != 0) {
                throw new IllegalStateException(function + " failed with code " + error);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
