package studio.bcm.face.tflite;

import java.util.Arrays;

/** The operators that are known, with the numbers that they have in {@code schema.fbs} (BuiltinOperator). */
enum OperatorKind {
    ADD(0),
    CONCATENATION(2),
    CONV_2D(3),
    DEPTHWISE_CONV_2D(4),
    DEQUANTIZE(6),
    MAX_POOL_2D(17),
    RELU(19),
    RESHAPE(22),
    PAD(34),
    PRELU(54);

    private final int code;

    OperatorKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static OperatorKind of(int code) {
        return Arrays.stream(values()).filter(k -> k.code == code).findFirst()
                .orElseThrow(() -> new UnsupportedModelException("operator " + code + " is not supported"));
    }
}
