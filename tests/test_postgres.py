"""The tests' own PostgreSQL does what the fixture says."""

from sqlalchemy import create_engine, text

from tests.postgres import Server, postgres

__all__ = ["postgres"]


def test_a_new_database_is_empty_even_when_its_name_was_used_before(postgres: Server) -> None:
    engine = create_engine(postgres.new_database("fresh"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE leftover (id integer)"))
    engine.dispose()

    engine = create_engine(postgres.new_database("fresh"))
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE tablename = 'leftover'"))
    engine.dispose()
    assert found == 0
