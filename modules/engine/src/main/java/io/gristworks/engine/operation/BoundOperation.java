package io.gristworks.engine.operation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.gristworks.handler.Handler;
import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.Traits;
import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.Collectors;

/**
 * An operation with its JSON bound to its types. Costs of the hot path, per task: one parse of the
 * input and one write of the result, no tree between.
 */
public final class BoundOperation<P, I, O> {
  private final Operation<P, I, O> operation;
  private final ObjectMapper mapper;
  private final ObjectReader parameters;
  private final ObjectReader input;
  private final ObjectWriter result;
  private final boolean rawInput;

  BoundOperation(Operation<P, I, O> operation, ObjectMapper mapper) {
    this.operation = operation;
    this.mapper = mapper;
    this.parameters = mapper.readerFor(operation.parametersType());
    this.input = mapper.readerFor(operation.inputType());
    this.result = mapper.writer();
    this.rawInput = operation.inputType() == byte[].class;
  }

  /** The operation's name. */
  public String name() {
    return operation.name();
  }

  /** What it is for, in a sentence. */
  public String description() {
    return operation.description();
  }

  /** How its tasks are run unless their job says otherwise. */
  public Traits traits() {
    return operation.traits();
  }

  /** Whether it runs in reduce jobs, and in no others; its inputs are results of other jobs. */
  public boolean reduces() {
    return operation.reduces();
  }

  /**
   * Checks a job's parameters as the operation wants them.
   *
   * @throws BadInput if the JSON does not fit the parameters' type
   * @throws InvalidParameters if the operation refuses them
   */
  public void check(String parametersJson) throws BadInput, InvalidParameters {
    operation.check(readParameters(parametersJson));
  }

  /**
   * Checks what a node has for the operation.
   *
   * @throws Exception with a sentence, if the operation cannot run there
   */
  public void checkNode(NodeContext context) throws Exception {
    operation.checkNode(context);
  }

  /** Makes the handler of a job whose parameters were checked. */
  public Handler<I, O> open(String parametersJson, NodeContext context) throws Exception {
    return operation.open(readParameters(parametersJson), context);
  }

  /**
   * Reads one task's input.
   *
   * @throws BadInput if the JSON is malformed or does not fit the input's type
   */
  public I readInput(byte[] bytes, int offset, int length) throws BadInput {
    try {
      if (rawInput) {
        requireOneValue(bytes, offset, length);
        return operation
            .inputType()
            .cast(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
      }
      I read = input.readValue(bytes, offset, length);
      if (read == null) {
        throw new BadInput("", "must not be null");
      }
      return read;
    } catch (IOException e) {
      throw badInput(e);
    }
  }

  /** Checks one task's input as {@link #readInput} would, for gateways. */
  public void checkInput(byte[] bytes, int offset, int length) throws BadInput {
    if (rawInput) {
      try {
        requireOneValue(bytes, offset, length);
      } catch (IOException e) {
        throw badInput(e);
      }
    } else {
      readInput(bytes, offset, length);
    }
  }

  /** Writes a result as JSON; the stream is left open. */
  public void writeResult(O value, OutputStream out) throws IOException {
    if (value instanceof byte[] json) {
      out.write(json);
    } else {
      result.writeValue(out, value);
    }
  }

  private void requireOneValue(byte[] bytes, int offset, int length) throws IOException {
    try (JsonParser parser = mapper.createParser(bytes, offset, length)) {
      if (parser.nextToken() == null) {
        throw new com.fasterxml.jackson.core.JsonParseException(parser, "there is no value");
      }
      parser.skipChildren();
      JsonToken more = parser.nextToken();
      if (more != null) {
        throw new com.fasterxml.jackson.core.JsonParseException(parser, "more follows the value");
      }
    }
  }

  private P readParameters(String json) throws BadInput {
    try {
      P read = parameters.readValue(json);
      if (read == null) {
        throw new BadInput("", "must be a JSON object, was null");
      }
      return read;
    } catch (IOException e) {
      throw badInput(e);
    }
  }

  private static BadInput badInput(IOException e) {
    var pointer =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(
                    step ->
                        "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining())
            : "";
    if (e instanceof UnrecognizedPropertyException unknown) {
      return new BadInput(
          pointer,
          "unknown field "
              + unknown.getPropertyName()
              + "; known are "
              + unknown.getKnownPropertyIds());
    }
    if (e instanceof MismatchedInputException mismatch && JsonTypeNames.isMeant(mismatch)) {
      return new BadInput(pointer, JsonTypeNames.sentence(mismatch));
    }
    var message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return new BadInput(pointer, message == null ? e.toString() : message);
  }
}
