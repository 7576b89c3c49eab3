import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.flowable.common.engine.api.delegate.event.FlowableEngineEventType;
import org.flowable.common.engine.api.delegate.event.FlowableEvent;
import org.flowable.common.engine.api.delegate.event.FlowableEventListener;
import org.flowable.common.engine.impl.cfg.TransactionState;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/**
 * Flowable inside this process, with external worker tasks; each command is a transaction. A
 * completed task goes on in its async executor, as Flowable has it.
 */
final class FlowableBench implements ProcessLibrary {
  private final ProcessEngine engine;
  private final AtomicLong ended = new AtomicLong();

  private FlowableBench(String folder) {
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setDataSource(DurableH2.open(folder));
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setAsyncExecutorActivate(true);
    configuration.setEventListeners(List.of(new EndCounter()));
    engine = configuration.buildProcessEngine();
  }

  public static void main(String[] words) throws Exception {
    ChainBench.serve(new FlowableBench(words[0]));
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
    return engine.getManagementService().createExternalWorkerJobAcquireBuilder()
        .topic(topic, Duration.ofMinutes(1)).acquireAndLock(most, worker).stream()
        .map(job -> job.getId()).toList();
  }

  @Override
  public void complete(String task, String worker) {
    engine.getManagementService().createExternalWorkerCompletionBuilder(task, worker).complete();
  }

  @Override
  public long ended() {
    return ended.get();
  }

  @Override
  public void close() {
    engine.close();
  }

  private final class EndCounter implements FlowableEventListener {
    @Override
    public void onEvent(FlowableEvent event) {
      if (event.getType() == FlowableEngineEventType.PROCESS_COMPLETED) ended.incrementAndGet();
    }

    @Override
    public boolean isFailOnException() {
      return true;
    }

    @Override
    public boolean isFireOnTransactionLifecycleEvent() {
      return true;
    }

    @Override
    public String getOnTransaction() {
      return TransactionState.COMMITTED.name();
    }
  }
}
