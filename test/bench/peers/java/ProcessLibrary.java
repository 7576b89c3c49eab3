import java.util.List;

/** What the benchmark asks of a process engine that runs inside the Java process. */
interface ProcessLibrary extends AutoCloseable {
  /** Deploys a diagram under a file name. */
  void deploy(String name, String xml);

  /** Starts an instance, in a transaction of its own. */
  void start(String processId);

  /** Locks up to `most` tasks of a topic for a worker and gives their ids. */
  List<String> fetch(String topic, String worker, int most);

  /** Completes a task, in a transaction of its own. */
  void complete(String task, String worker);

  /** Instances that have ended, since the start. */
  long ended();

  @Override
  void close();
}
