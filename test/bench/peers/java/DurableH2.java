import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * H2 on a file, with commits that are on the disk when they return. H2 alone writes up to half a
 * second later, and with WRITE_DELAY=0 at once but without a sync; CHECKPOINT SYNC is its word for
 * that.
 */
final class DurableH2 {
  private DurableH2() {}

  static DataSource open(String folder) {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:file:" + folder + "/h2;WRITE_DELAY=0", "sa", "");
    pool.setMaxConnections(32);
    return (DataSource)
        Proxy.newProxyInstance(
            DurableH2.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, words) -> {
              Object result = call(pool, method, words);
              return result instanceof Connection ? durable((Connection) result) : result;
            });
  }

  private static Connection durable(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            DurableH2.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, words) -> {
              Object result = call(connection, method, words);
              if (method.getName().equals("commit")) sync(connection);
              return result;
            });
  }

  private static void sync(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  private static Object call(Object on, java.lang.reflect.Method method, Object[] words)
      throws Throwable {
    try {
      return method.invoke(on, words);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
