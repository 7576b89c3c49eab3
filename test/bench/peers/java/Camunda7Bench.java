import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** Camunda 7 inside this process, with external tasks; each command is a transaction. */
final class Camunda7Bench implements ProcessLibrary {
  private final ProcessEngine engine;
  private final AtomicLong ended = new AtomicLong();

  private Camunda7Bench(String folder) {
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setDataSource(DurableH2.open(folder));
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setEnforceHistoryTimeToLive(false);
    configuration.setJobExecutorActivate(false);
    configuration.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(new EndCounter())));
    engine = configuration.buildProcessEngine();
  }

  public static void main(String[] words) throws Exception {
    ChainBench.serve(new Camunda7Bench(words[0]));
  }

  @Override
  public void deploy(String name, String xml) {
    engine.getRepositoryService().createDeployment().addString(name + ".bpmn", xml).deploy();
  }

  @Override
  public void start(String processId) {
    engine.getRuntimeService().startProcessInstanceByKey(processId);
  }

  @Override
  public List<String> fetch(String topic, String worker, int most) {
    return engine.getExternalTaskService().fetchAndLock(most, worker).topic(topic, 60_000).execute()
        .stream().map(LockedExternalTask::getId).toList();
  }

  @Override
  public void complete(String task, String worker) {
    engine.getExternalTaskService().complete(task, worker);
  }

  @Override
  public long ended() {
    return ended.get();
  }

  @Override
  public void close() {
    engine.close();
  }

  /** The instance ends in the transaction that completes its last task. */
  private final class EndCounter extends AbstractBpmnParseListener {
    @Override
    public void parseEndEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
      ExecutionListener count = execution -> ended.incrementAndGet();
      activity.addListener(ExecutionListener.EVENTNAME_END, count);
    }
  }
}
