import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Reads lines from the standard input and answers each by a line of JSON:
 * `deploy ID XML-IN-BASE64`, and `chain ID MILLISECONDS SINGLES`. The process's own CPU time is
 * measured, with starters and workers in it: there is no network in between.
 */
final class ChainBench {
  private static final int STARTERS = 4;
  private static final int WORKERS = 4;
  private static final int BATCH = 20;
  private static final int MOST_OPEN = 480;

  private final ProcessLibrary library;

  private ChainBench(ProcessLibrary library) {
    this.library = library;
  }

  static void serve(ProcessLibrary library) throws Exception {
    ChainBench bench = new ChainBench(library);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("{}");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(bench.answer(line.split(" ")));
    }
    library.close();
    System.exit(0);
  }

  private String answer(String[] words) throws Exception {
    if (words[0].equals("deploy")) {
      byte[] xml = Base64.getDecoder().decode(words[2]);
      library.deploy(words[1], new String(xml, StandardCharsets.UTF_8));
      return "{}";
    }
    String id = words[1];
    long measureMs = Long.parseLong(words[2]);
    int singles = Integer.parseInt(words[3]);
    return measureMs > 0 ? many(id, measureMs) : oneByOne(id, singles);
  }

  private String many(String id, long measureMs) throws Exception {
    load(id, System.nanoTime() + 500_000_000L);
    long cpuBefore = cpuNanos();
    long begin = System.nanoTime();
    long count = load(id, begin + measureMs * 1_000_000);
    double elapsedMs = (System.nanoTime() - begin) / 1e6;
    double cpuMs = (cpuNanos() - cpuBefore) / 1e6;
    return String.format(
        Locale.ROOT,
        "{\"perSecond\":%.3f,\"serverCpuMs\":%.4f}",
        count / elapsedMs * 1000,
        cpuMs / count);
  }

  /** Starts instances until a moment and waits until all of them have ended. */
  private long load(String id, long until) throws Exception {
    long endedBefore = library.ended();
    AtomicLong started = new AtomicLong();
    List<Thread> starters = new ArrayList<>();
    for (int i = 0; i < STARTERS; i++) {
      starters.add(
          Thread.startVirtualThread(
              () -> {
                while (System.nanoTime() < until) {
                  if (started.get() - (library.ended() - endedBefore) > MOST_OPEN) {
                    sleep();
                    continue;
                  }
                  library.start(id);
                  started.incrementAndGet();
                }
              }));
    }
    BooleanSupplier isOver =
        () -> System.nanoTime() >= until && library.ended() - endedBefore >= started.get();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      String worker = "worker-" + i;
      Thread thread = new Thread(() -> work(id, worker, isOver));
      thread.start();
      workers.add(thread);
    }
    for (Thread thread : starters) thread.join();
    for (Thread thread : workers) thread.join();
    return started.get();
  }

  private void work(String topic, String worker, BooleanSupplier isOver) {
    while (!isOver.getAsBoolean()) {
      List<String> tasks = library.fetch(topic, worker, BATCH);
      if (tasks.isEmpty()) sleep();
      for (String task : tasks) library.complete(task, worker);
    }
  }

  private String oneByOne(String id, int singles) {
    double[] samples = new double[singles];
    for (int i = 0; i < singles; i++) {
      long begin = System.nanoTime();
      long before = library.ended();
      library.start(id);
      while (library.ended() == before) {
        for (String task : library.fetch(id, "worker", 1)) library.complete(task, "worker");
      }
      samples[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(samples);
    return String.format(
        Locale.ROOT,
        "{\"p50Ms\":%.3f,\"p99Ms\":%.3f}",
        samples[singles / 2],
        samples[(int) (singles * 0.99)]);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
