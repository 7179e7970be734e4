package studio.bcm.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;

class DeviceChoiceTest {
    @Test
    void readsWhatItPrints() {
        assertThat(DeviceChoice.parse("auto")).isEqualTo(DeviceChoice.AUTO).hasToString("auto");
        assertThat(DeviceChoice.parse("cpu")).isEqualTo(DeviceChoice.CPU).hasToString("cpu");
        assertThat(DeviceChoice.parse("cuda")).isEqualTo(new DeviceChoice.Cuda(0)).hasToString("cuda:0");
        assertThat(DeviceChoice.parse("cuda:3")).isEqualTo(new DeviceChoice.Cuda(3));
        assertThat(DeviceChoice.parse("tensorrt:1")).isEqualTo(new DeviceChoice.TensorRt(1)).hasToString("tensorrt:1");
        assertThat(DeviceChoice.parse("tensorrt")).isEqualTo(new DeviceChoice.TensorRt(0));
        assertThat(DeviceChoice.parse("cpu-int8")).isEqualTo(new DeviceChoice.CpuInt8()).hasToString("cpu-int8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "CUDA", "cuda:0 ", "tensorrt:", "tensorrt:-1"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text)).isInstanceOf(UserException.class).hasMessageContaining("use auto");
    }
}
