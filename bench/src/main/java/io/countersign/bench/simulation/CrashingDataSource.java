package io.countersign.bench.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose connections pass a crash point before and after every commit. A statement outside a transaction
 * that writes is a commit of its own.
 */
final class CrashingDataSource {

    private CrashingDataSource() {}

    static DataSource over(DataSource real, CrashPoints points) {
        return proxy(DataSource.class, (_, method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                points.alive("a connection");
            }
            Object answer = call(real, method, arguments);
            return answer instanceof Connection connection ? connection(connection, points) : answer;
        });
    }

    private static Connection connection(Connection real, CrashPoints points) {
        return proxy(Connection.class, (_, method, arguments) -> {
            if (method.getName().equals("commit")) {
                points.alive("a commit");
                points.pass("before a commit");
                call(real, method, arguments);
                points.pass("after a commit");
                return null;
            }
            Object answer = call(real, method, arguments);
            String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : null;
            return switch (answer) {
                case CallableStatement statement -> statement;
                case PreparedStatement statement -> statement(PreparedStatement.class, statement, real, sql, points);
                case Statement statement -> statement(Statement.class, statement, real, null, points);
                case null, default -> answer;
            };
        });
    }

    private static <S extends Statement> S statement(
            Class<S> type, S real, Connection connection, @Nullable String prepared, CrashPoints points) {
        return proxy(type, (_, method, arguments) -> {
            boolean executes = method.getName().startsWith("execute");
            if (executes) {
                points.alive("a statement");
            }
            String sql =
                    prepared == null && arguments != null && arguments.length > 0 && arguments[0] instanceof String s
                            ? s
                            : prepared;
            if (!executes || sql == null || !writes(sql) || !connection.getAutoCommit()) {
                return call(real, method, arguments);
            }
            points.pass("before " + firstWords(sql));
            Object answer = call(real, method, arguments);
            points.pass("after " + firstWords(sql));
            return answer;
        });
    }

    private static boolean writes(String sql) {
        String start = sql.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("insert")
                || start.startsWith("update")
                || start.startsWith("delete")
                || (start.startsWith("with") && (start.contains("insert into") || start.contains("update ")));
    }

    private static String firstWords(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.substring(0, Math.min(48, line.length()));
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() == null ? new SQLException(failed) : failed.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
