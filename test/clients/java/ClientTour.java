import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.command.ClientException;
import io.camunda.zeebe.client.api.command.ClientStatusException;
import io.camunda.zeebe.client.api.command.ProblemException;
import io.camunda.zeebe.client.api.response.ActivatedJob;
import io.camunda.zeebe.client.api.response.BrokerInfo;
import io.camunda.zeebe.client.api.response.PartitionInfo;
import io.camunda.zeebe.client.api.worker.JobWorker;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.BpmnModelInstance;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plays what a Java program asks of Zeebe, and prints what it is answered, without keys. */
public final class ClientTour {
  private final ZeebeClient client;

  private ClientTour(final ZeebeClient client) {
    this.client = client;
  }

  public static void main(final String[] args) throws Exception {
    try (ZeebeClient client =
        ZeebeClient.newClientBuilder()
            .grpcAddress(URI.create("http://" + args[0]))
            .restAddress(URI.create(args[1]))
            .usePlaintext()
            .keepAlive(Duration.ofSeconds(1))
            .build()) {
      final ClientTour tour = new ClientTour(client);
      tour.cluster();
      tour.deploy();
      tour.workers();
      tour.modify();
      tour.migrate();
      tour.events();
      tour.decide();
      tour.userTasks();
      tour.refusals();
    }
  }

  private static void say(final String format, final Object... values) {
    System.out.println(String.format(format, values).replaceAll("\\b2251799813\\d{6}\\b", "KEY"));
  }

  /** Runs what is to be refused, and says how. */
  private static void refused(final String what, final Runnable run) {
    try {
      run.run();
      say("%s: accepted", what);
    } catch (final ClientStatusException e) {
      say("%s: %s %s", what, e.getStatusCode(), e.getMessage());
    } catch (final CompletionException e) {
      final var problem = ((ProblemException) e.getCause()).details();
      say("%s: %d %s %s", what, problem.getStatus(), problem.getTitle(), problem.getDetail());
    } catch (final ClientException e) {
      say("%s: %s", what, e.getMessage());
    }
  }

  @SuppressWarnings("deprecation")
  private void cluster() {
    for (final boolean rest : List.of(false, true)) {
      final var request = client.newTopologyRequest();
      final var topology = (rest ? request.useRest() : request.useGrpc()).send().join();
      final BrokerInfo broker = topology.getBrokers().get(0);
      final PartitionInfo partition = broker.getPartitions().get(0);
      say("topology: %s %d %d %d", topology.getGatewayVersion(), topology.getClusterSize(),
          topology.getPartitionsCount(), topology.getReplicationFactor());
      say("broker %d %s partition %d %s %s", broker.getNodeId(), broker.getVersion(),
          partition.getPartitionId(), partition.getRole(), partition.getHealth());
    }
  }

  private void deploy() {
    final BpmnModelInstance work =
        Bpmn.createExecutableProcess("java-work")
            .startEvent("begin")
            .serviceTask("first", task -> task.zeebeJobType("java-first"))
            .serviceTask("second", task -> task.zeebeJobType("java-second"))
            .endEvent("end")
            .done();
    final BpmnModelInstance flow =
        Bpmn.createExecutableProcess("java-flow")
            .startEvent("begin")
            .serviceTask("one", task -> task.zeebeJobType("java-one"))
            .serviceTask("two", task -> task.zeebeJobType("java-two"))
            .endEvent("end")
            .done();
    final BpmnModelInstance moved =
        Bpmn.createExecutableProcess("java-moved")
            .startEvent("begin")
            .serviceTask("other", task -> task.zeebeJobType("java-other"))
            .endEvent("end")
            .done();
    final BpmnModelInstance desk =
        Bpmn.createExecutableProcess("java-desk")
            .startEvent("begin")
            .userTask("sign", task -> task.zeebeUserTask().zeebeAssignee("li"))
            .endEvent("end")
            .done();
    final BpmnModelInstance told =
        Bpmn.createExecutableProcess("java-told")
            .startEvent("begin")
            .intermediateCatchEvent(
                "wait", event -> event.message(
                    m -> m.name("java-message").zeebeCorrelationKeyExpression("id")))
            .endEvent("end")
            .done();
    final var answer =
        client.newDeployResourceCommand()
            .addProcessModel(work, "work.bpmn")
            .addProcessModel(flow, "flow.bpmn")
            .addProcessModel(moved, "moved.bpmn")
            .addProcessModel(desk, "desk.bpmn")
            .addProcessModel(told, "told.bpmn")
            .addResourceStringUtf8(DECISION, "price.dmn")
            .addResourceStringUtf8("{\"id\": \"java-form\", \"components\": []}", "ask.form")
            .send()
            .join();
    answer.getProcesses().forEach(p -> say("process %s %d %s %s", p.getBpmnProcessId(),
        p.getVersion(), p.getResourceName(), p.getTenantId()));
    answer.getDecisions().forEach(d -> say("decision %s %s %d of %s", d.getDmnDecisionId(),
        d.getDmnDecisionName(), d.getVersion(), d.getDmnDecisionRequirementsId()));
    answer.getForm().forEach(f -> say("form %s %d", f.getFormId(), f.getVersion()));
  }

  private void workers() {
    for (final boolean streams : List.of(false, true)) {
      try (JobWorker one = worker("java-one", streams);
          JobWorker two = worker("java-two", streams)) {
        final var result =
            client.newCreateInstanceCommand()
                .bpmnProcessId("java-flow")
                .latestVersion()
                .variables(Map.of("streams", streams))
                .withResult()
                .fetchVariables("streams", "java-one", "java-two")
                .requestTimeout(Duration.ofSeconds(20))
                .send()
                .join();
        say("result: %s", new TreeMap<>(result.getVariablesAsMap()));
      }
    }
  }

  private JobWorker worker(final String type, final boolean streams) {
    return client.newWorker()
        .jobType(type)
        .handler((jobs, job) -> jobs.newCompleteCommand(job).variables(Map.of(type, true)).send())
        .streamEnabled(streams)
        .requestTimeout(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .open();
  }

  private long create(final String process) {
    return client.newCreateInstanceCommand().bpmnProcessId(process).latestVersion().send().join()
        .getProcessInstanceKey();
  }

  private ActivatedJob activate(final String type) {
    return client.newActivateJobsCommand().jobType(type).maxJobsToActivate(1)
        .requestTimeout(Duration.ofSeconds(10)).send().join().getJobs().get(0);
  }

  private void modify() {
    final long key = create("java-work");
    final ActivatedJob first = activate("java-first");
    client.newModifyProcessInstanceCommand(key)
        .activateElement("second")
        .withVariables(Map.of("modified", true), "java-work")
        .and()
        .terminateElement(first.getElementInstanceKey())
        .send()
        .join();
    final ActivatedJob second = activate("java-second");
    say("modified: %s in %s with %s", second.getElementId(), second.getBpmnProcessId(),
        second.getVariables());
    refused("complete the ended", () -> client.newCompleteCommand(first).send().join());
    client.newFailCommand(second).retries(0).errorMessage("out of paper").send().join();
    client.newUpdateRetriesCommand(second).retries(2).send().join();
    client.newCancelInstanceCommand(key).send().join();
    refused("cancel again", () -> client.newCancelInstanceCommand(key).send().join());
  }

  private void migrate() {
    final long key = create("java-work");
    final long target = create("java-moved");
    final ActivatedJob other = activate("java-other");
    client.newUpdateTimeoutCommand(other).timeout(Duration.ofSeconds(30)).send().join();
    client.newMigrateProcessInstanceCommand(key)
        .migrationPlan(other.getProcessDefinitionKey())
        .addMappingInstruction("first", "other")
        .send()
        .join();
    final ActivatedJob moved = activate("java-first");
    say("migrated: %s in %s", moved.getElementId(), moved.getBpmnProcessId());
    refused("migrate nothing", () -> client.newMigrateProcessInstanceCommand(target)
        .migrationPlan(moved.getProcessDefinitionKey())
        .addMappingInstruction("nowhere", "other").send().join());
    client.newCancelInstanceCommand(key).send().join();
    client.newCancelInstanceCommand(target).send().join();
  }

  private void events() {
    final var result = client.newCreateInstanceCommand().bpmnProcessId("java-told").latestVersion()
        .variables(Map.of("id", "one")).withResult().send();
    client.newPublishMessageCommand().messageName("java-message").correlationKey("one")
        .timeToLive(Duration.ofSeconds(30)).variables(Map.of("m", 1))
        .send().join();
    say("told: %s", new TreeMap<>(result.join().getVariablesAsMap()));
    final var signal = client.newBroadcastSignalCommand().signalName("java-signal")
        .variables(Map.of("s", 1)).send().join();
    say("signal: %s %s", signal.getKey(), signal.getTenantId());
  }

  private void decide() {
    final var decided = client.newEvaluateDecisionCommand().decisionId("java-price")
        .variables(Map.of("age", 8)).send().join();
    say("decided: %s by %s %d", decided.getDecisionOutput(), decided.getDecisionName(),
        decided.getEvaluatedDecisions().get(0).getMatchedRules().get(0).getRuleIndex());
    refused("decide nothing", () -> client.newEvaluateDecisionCommand()
        .decisionId("java-nowhere").variables("{}").send().join());
  }

  /** The key of the user task is that of the record after its element's. */
  private void userTasks() throws Exception {
    final long instance = create("java-desk");
    long key = 0;
    for (long offset = 1; offset < 12 && key == 0; offset++) {
      try {
        client.newUserTaskAssignCommand(instance + offset).assignee("wang").allowOverride(true)
            .send().join();
        key = instance + offset;
      } catch (final CompletionException e) {
        if (((ProblemException) e.getCause()).details().getStatus() != 404) throw e;
      }
    }
    final long task = key;
    refused("assign the assigned", () -> client.newUserTaskAssignCommand(task).assignee("zhao")
        .allowOverride(false).send().join());
    client.newUserTaskUnassignCommand(task).send().join();
    client.newUserTaskUpdateCommand(task).candidateGroups("office").dueDate("2030-01-02T03:04:05Z")
        .send().join();
    refused("update badly", () -> client.newUserTaskUpdateCommand(task).dueDate("tomorrow")
        .send().join());
    client.newUserTaskCompleteCommand(task).action("signed").variables(Map.of("ok", true))
        .send().join();
    refused("complete again", () -> client.newUserTaskCompleteCommand(task).send().join());
    say("user task done");
  }

  private void refusals() throws Exception {
    refused("create nothing", () -> create("java-nowhere"));
    refused("deploy nonsense", () -> client.newDeployResourceCommand()
        .addResourceStringUtf8("<a/>", "a.bpmn").send().join());
    refused("delete nothing", () -> client.newDeleteResourceCommand(5).send().join());
    refused("resolve nothing", () -> client.newResolveIncidentCommand(5).send().join());
    refused("throw nothing", () -> client.newThrowErrorCommand(2251799899999999L)
        .errorCode("bad").send().join());
    refused("result too late", () -> client.newCreateInstanceCommand().bpmnProcessId("java-told")
        .latestVersion().variables(Map.of("id", "late")).withResult()
        .requestTimeout(Duration.ofMillis(200)).send().join());
    final CountDownLatch gone = new CountDownLatch(1);
    final var stream = client.newStreamJobsCommand().jobType("java-gone")
        .consumer(job -> say("unexpected %s", job)).workerName("gone").send();
    stream.whenComplete((nothing, error) -> gone.countDown());
    stream.cancel(true);
    say("stream ended: %s", gone.await(5, TimeUnit.SECONDS));
  }

  private static final String DECISION =
      """
      <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="java-requirements"
        name="Requirements" namespace="http://camunda.org/schema/1.0/dmn">
        <decision id="java-price" name="Price">
          <decisionTable id="table">
            <input id="age"><inputExpression id="age-text"><text>age</text></inputExpression></input>
            <output id="price" name="price" />
            <rule id="child"><inputEntry id="child-age"><text>&lt; 12</text></inputEntry>
              <outputEntry id="child-price"><text>5</text></outputEntry></rule>
          </decisionTable>
        </decision>
      </definitions>
      """;
}
