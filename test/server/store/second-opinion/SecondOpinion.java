import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/**
 * mongo-java-server, greeting as a MongoDB 7.0 so that current drivers talk to it: in memory, or
 * over H2 in the file named.
 */
public final class SecondOpinion {
    private static final class Seven implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 21;
        }
    }

    public static void main(String[] args) throws Exception {
        AbstractMongoBackend backend =
            args.length == 0 ? new MemoryBackend() : new H2Backend(args[0]);
        backend.version(new Seven());
        MongoServer server = new MongoServer(backend);
        System.out.println("mongodb:/" + server.bind() + "/");
        // Ends with the process that started it: its end of the pipe closes.
        while (System.in.read() >= 0) {
            continue;
        }
        server.shutdownNow();
    }
}
