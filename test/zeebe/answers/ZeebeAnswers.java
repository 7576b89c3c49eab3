import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.zeebe.dmn.DecisionEngine;
import io.camunda.zeebe.dmn.DecisionEngineFactory;
import io.camunda.zeebe.dmn.DecisionEvaluationResult;
import io.camunda.zeebe.dmn.EvaluatedDecision;
import io.camunda.zeebe.dmn.impl.VariablesContext;
import io.camunda.zeebe.el.EvaluationResult;
import io.camunda.zeebe.el.Expression;
import io.camunda.zeebe.el.ExpressionLanguage;
import io.camunda.zeebe.el.ExpressionLanguageFactory;
import io.camunda.zeebe.protocol.impl.encoding.MsgPackConverter;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks Zeebe's own libraries: a question per line of the standard input, an answer per line of the
 * standard output, both JSON. Run with the libraries of a distribution on the class path.
 *
 * <p>{"variables": {…}, "now": "…", "zone": "…"} sets what later expressions see;
 * {"expression": "=…"} evaluates; {"xml": "…", "decisionId": "…", "cases": [{…variables}]} decides.
 */
public final class ZeebeAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, DirectBuffer> VARIABLES = new HashMap<>();
  private static Instant now = Instant.EPOCH;
  private static ZoneId zone = ZoneId.of("UTC");
  private static final ExpressionLanguage EXPRESSIONS =
      ExpressionLanguageFactory.createExpressionLanguage(() -> now.atZone(zone));
  private static final DecisionEngine DECISIONS = DecisionEngineFactory.createDecisionEngine();

  public static void main(final String[] args) throws Exception {
    // Deep nesting overflows the stack at a depth of its own: give it that of a broker's thread.
    final var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    final var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      final JsonNode question = JSON.readTree(line);
      final ObjectNode answer = JSON.createObjectNode();
      try {
        if (question.has("expression")) {
          evaluate(question.get("expression").asText(), answer);
        } else if (question.has("xml")) {
          decide(question, answer);
        } else {
          configure(question);
        }
      } catch (final Throwable e) {
        answer.removeAll();
        answer.put("throws", e.toString());
      }
      out.println(JSON.writeValueAsString(answer));
      out.flush();
    }
  }

  private static void configure(final JsonNode question) throws Exception {
    VARIABLES.clear();
    for (final var it = question.get("variables").fields(); it.hasNext(); ) {
      final var entry = it.next();
      VARIABLES.put(entry.getKey(), messagePack(entry.getValue()));
    }
    now = Instant.parse(question.get("now").asText());
    zone = ZoneId.of(question.get("zone").asText());
  }

  private static DirectBuffer messagePack(final JsonNode value) throws Exception {
    return new UnsafeBuffer(MsgPackConverter.convertToMsgPack(JSON.writeValueAsString(value)));
  }

  private static String json(final DirectBuffer buffer) {
    final byte[] bytes = new byte[buffer.capacity()];
    buffer.getBytes(0, bytes);
    return MsgPackConverter.convertToJson(bytes);
  }

  private static void evaluate(final String text, final ObjectNode answer) throws Exception {
    final Expression expression = EXPRESSIONS.parseExpression(text);
    final EvaluationResult result =
        EXPRESSIONS.evaluateExpression(expression, VARIABLES::get);
    if (result.isFailure()) {
      answer.put("failure", result.getFailureMessage());
    } else {
      answer.put("type", String.valueOf(result.getType()));
      if (!expression.isStatic()) {
        answer.put("value", json(result.toBuffer()));
      }
    }
    final ArrayNode warnings = answer.putArray("warnings");
    if (result.getWarnings() != null) {
      result
          .getWarnings()
          .forEach(one -> warnings.add("[" + one.getType() + "] " + one.getMessage()));
    }
  }

  private static void decide(final JsonNode question, final ObjectNode answer) throws Exception {
    final byte[] xml = question.get("xml").asText().getBytes(StandardCharsets.UTF_8);
    final var graph = DECISIONS.parse(new ByteArrayInputStream(xml));
    if (!graph.isValid()) {
      answer.put("invalid", graph.getFailureMessage());
      return;
    }
    final ArrayNode ids = answer.putArray("ids");
    graph.getDecisions().forEach(one -> ids.add(one.getId()));
    final ArrayNode outcomes = answer.putArray("outcomes");
    for (final JsonNode variables : question.get("cases")) {
      final Map<String, Object> context =
          MsgPackConverter.convertToMap(
              new UnsafeBuffer(MsgPackConverter.convertToMsgPack(JSON.writeValueAsString(variables))));
      final ObjectNode outcome = outcomes.addObject();
      try {
        outcomeOf(
            DECISIONS.evaluateDecisionById(
                graph, question.get("decisionId").asText(), new VariablesContext(context)),
            outcome);
      } catch (final Throwable e) {
        outcome.removeAll();
        outcome.put("throws", e.toString());
      }
    }
  }

  private static void outcomeOf(final DecisionEvaluationResult result, final ObjectNode outcome) {
    if (result.isFailure()) {
      outcome.put("failure", result.getFailureMessage());
      outcome.put("failedId", result.getFailedDecisionId());
    } else {
      outcome.put("output", json(result.getOutput()));
    }
    final ArrayNode decisions = outcome.putArray("decisions");
    for (final EvaluatedDecision one : result.getEvaluatedDecisions()) {
      final ObjectNode decision = decisions.addObject();
      decision.put("decisionId", one.decisionId());
      decision.put("decisionName", one.decisionName());
      decision.put("decisionType", one.decisionType().name());
      decision.put("decisionOutput", json(one.decisionOutput()));
      final ArrayNode inputs = decision.putArray("evaluatedInputs");
      one.evaluatedInputs()
          .forEach(
              input -> {
                final ObjectNode node = inputs.addObject();
                node.put("inputId", input.inputId());
                node.put("inputName", input.inputName());
                node.put("inputValue", json(input.inputValue()));
              });
      final ArrayNode rules = decision.putArray("matchedRules");
      one.matchedRules()
          .forEach(
              rule -> {
                final ObjectNode node = rules.addObject();
                node.put("ruleId", rule.ruleId());
                node.put("ruleIndex", rule.ruleIndex());
                final ArrayNode outputs = node.putArray("evaluatedOutputs");
                rule.evaluatedOutputs()
                    .forEach(
                        output -> {
                          final ObjectNode value = outputs.addObject();
                          value.put("outputId", output.outputId());
                          value.put("outputName", output.outputName());
                          value.put("outputValue", json(output.outputValue()));
                        });
              });
    }
  }
}
