package studio.bcm.train.processes;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.gloo.Device;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import studio.bcm.UserException;

/**
 * Processes that meet through libtorch's distributed engine, c10d: tensors on CUDA devices go by NCCL, those in main memory
 * and what the processes agree on by Gloo. Owns native memory and connections.
 */
public final class DistributedWorkers implements Workers {
    /** Longer than the first process takes to draw sheets or to write a checkpoint of the largest network. */
    private static final long PATIENCE_MINUTES = 30;
    private static final long TO_MEET_MINUTES = 5;
    /** Of a process whose starter will end it and say why. */
    private static final long TO_BE_ENDED_SECONDS = 60;

    private final Placement placement;
    private final boolean supervised;
    private final TCPStore store;
    private final ProcessGroupGloo gloo;
    /** Made for the first tensor on a device: the natives for the CPU have none. */
    private ProcessGroupNCCL nccl;
    /** Of {@link #nccl}, which frees them. */
    private PrefixStore ncclStore;
    private TCPStore ncclConnection;

    /**
     * Waits for all processes.
     *
     * @param supervised whether {@link Supervisor} has started this process, which ends it if another one ends
     * @throws UserException if they do not meet
     */
    public DistributedWorkers(Placement placement, boolean supervised) {
        this.placement = placement;
        this.supervised = supervised;
        try (PointerScope scope = new PointerScope()) {
            store = store(placement.rank() == 0);
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(milliseconds(PATIENCE_MINUTES));
            options.devices().push_back(device(placement));
            gloo = new ProcessGroupGloo(store, placement.rank(), placement.count(), options);
            store.retainReference();
            gloo.retainReference();
        } catch (RuntimeException e) {
            throw new UserException("The " + placement.count() + " processes of the run do not meet at " + placement.address() + ", port "
                    + placement.port() + ": " + firstLine(e), e);
        }
    }

    /**
     * A connection to the store of the first process. The binding makes stores without a reference count, and the group of
     * processes that one is given to counts it as its own, so that no second group takes it: each has a connection of its own.
     */
    private TCPStore store(boolean server) {
        TCPStoreOptions meeting = new TCPStoreOptions();
        meeting.port((short) placement.port()).isServer(server).waitWorkers(false).timeout(milliseconds(TO_MEET_MINUTES));
        return new TCPStore(placement.address(), meeting);
    }

    private static Device device(Placement placement) {
        String network = System.getenv("GLOO_SOCKET_IFNAME");
        if (network != null) {
            return ProcessGroupGloo.createDeviceForInterface(network);
        }
        // The name of a machine without a network may have no address.
        return placement.count() == placement.localCount() ? ProcessGroupGloo.createDeviceForHostname("127.0.0.1")
                : ProcessGroupGloo.createDefaultDevice();
    }

    private static Milliseconds milliseconds(long minutes) {
        return new Milliseconds(minutes * 60_000);
    }

    private static String firstLine(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("");
    }

    @Override
    public int rank() {
        return placement.rank();
    }

    @Override
    public int count() {
        return placement.count();
    }

    @Override
    public int localRank() {
        return placement.localRank();
    }

    @Override
    public int localCount() {
        return placement.localCount();
    }

    private Backend backend(Tensor tensor) {
        if (!tensor.is_cuda()) {
            return gloo;
        }
        if (nccl == null) {
            try (PointerScope scope = new PointerScope()) {
                ncclConnection = store(false);
                ncclStore = new PrefixStore("nccl", ncclConnection);
                nccl = new ProcessGroupNCCL(ncclStore, placement.rank(), placement.count());
                ncclConnection.retainReference();
                ncclStore.retainReference();
                nccl.retainReference();
            }
        }
        return nccl;
    }

    private void together(Supplier<Work> work) {
        try (PointerScope scope = new PointerScope()) {
            work.get()._wait();
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    private RuntimeException lost(RuntimeException e) {
        if (supervised) {
            try {
                Thread.sleep(1000 * TO_BE_ENDED_SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new UserException("Another process of this run has ended or cannot be reached; the last checkpoint is whole, and --resume goes on from it ("
                + firstLine(e) + ").", e);
    }

    @Override
    public void sum(Tensor tensor) {
        together(() -> backend(tensor).allreduce(new TensorVector(tensor)));
    }

    @Override
    public void takeFirsts(Tensor tensor) {
        together(() -> backend(tensor).broadcast(new TensorVector(tensor)));
    }

    @Override
    public double[] agree(double... mine) {
        double[] firsts = mine.clone();
        try (PointerScope scope = new PointerScope()) {
            Tensor shared = torch.empty(new long[] {mine.length}, new TensorOptions(ScalarType.Double), new MemoryFormatOptional());
            DoublePointer values = new DoublePointer(shared.data_ptr());
            values.put(mine);
            takeFirsts(shared);
            values.get(firsts);
        }
        return firsts;
    }

    @Override
    public String agree(String mine) {
        byte[] bytes = isFirst() ? mine.getBytes(StandardCharsets.UTF_8) : new byte[0];
        bytes = isFirst() ? bytes : new byte[(int) agree((double) 0)[0]];
        if (isFirst()) {
            agree((double) bytes.length);
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor shared = torch.empty(new long[] {bytes.length}, new TensorOptions(ScalarType.Byte), new MemoryFormatOptional());
            BytePointer values = new BytePointer(shared.data_ptr());
            if (isFirst()) {
                values.put(bytes);
            }
            takeFirsts(shared);
            values.get(bytes);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (nccl != null) {
            nccl.close();
        }
        gloo.close();
        store.close();
    }
}
