"""What an archive keeps and what it lets go, which base leads to a moment, and what is refused."""

import datetime
import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from heyi.config.commands import backup, restore
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal import choosing, gaps, listing, lsn, retention, uploads
from heyi.config.runtime.journal import place as places
from heyi.config.runtime.journal.copying import DRAFT, Copying
from heyi.config.runtime.journal.place import Identity, Place, Reached
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.refusal import Refusal

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def days(count: float) -> datetime.datetime:
    """So many days ago."""
    return NOW - datetime.timedelta(days=count)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "archive")
    made.prepare()
    made.belong_to(Identity("1", 1))
    made.write_reached(Reached(days(0), 100 * lsn.SEGMENT_BYTES))
    return made


def base(place: Place, ended: datetime.datetime, segment: int, *names: str) -> Path:
    folder = place.bases_folder / ended.strftime("%Y%m%dT%H%M%SZ")
    folder.mkdir()
    (folder / "names.txt").write_text("".join(f"{name}\n" for name in names))
    facts = {
        "started_at": ended.isoformat(),
        "listed_at": ended.timestamp(),
        "ended_at": ended.isoformat(),
        "start_lsn": lsn.text(segment * lsn.SEGMENT_BYTES + 40),
        "bytes": 1_000_000,
    }
    (folder / "manifest.json").write_text(json.dumps(facts))
    return folder


def log(place: Place, *numbers: int, partial: int = -1) -> None:
    for number in numbers:
        (place.wal / lsn.name(1, number)).write_text("complete")
    if partial >= 0:
        (place.wal / (lsn.name(1, partial) + ".partial")).write_text("so far")


def refused(place: Place, moment: datetime.datetime | None, now: datetime.datetime = NOW) -> str:
    with pytest.raises(Refusal) as refusal:
        choosing.choose(place, moment, now)
    assert len(str(refusal.value).splitlines()) == 1
    return str(refusal.value)


class TestPositions:
    def test_they_are_read_and_written(self) -> None:
        assert lsn.text(lsn.parse("A/16B3748")) == "A/16B3748"

    def test_pieces_go_on_behind_the_256th(self) -> None:
        assert lsn.name(3, 255) == "0000000300000000000000FF"
        assert lsn.name(3, 256) == "000000030000000100000000"
        assert lsn.number_of(lsn.name(3, 70_000)[8:]) == 70_000

    @pytest.mark.parametrize(("position", "end"), [(8192 * 3 + 24, 8192 * 3), (8192 * 3 + 48, 8192 * 3 + 48)])
    def test_the_head_of_a_page_belongs_to_no_record(self, position: int, end: int) -> None:
        assert lsn.end_of_record(position) == end


class TestSegments:
    def test_a_complete_one_comes_before_its_part(self, place: Place) -> None:
        log(place, 1, 2, partial=2)
        assert place.segments()[2].name == lsn.name(1, 2)

    def test_of_several_parts_the_longest_counts(self, place: Place) -> None:
        log(place, 1, partial=2)
        aside = place.wal / f"{lsn.name(1, 2)}.17.partial"
        aside.write_text("so far and further")
        assert place.segments()[2] == aside

    def test_other_files_and_another_life_do_not_count(self, place: Place) -> None:
        log(place, 1)
        for name in ("00000002.history", lsn.name(2, 2), "notes"):
            (place.wal / name).touch()
        assert list(place.segments()) == [1]


class TestGaps:
    def test_each_is_named_by_its_ends(self) -> None:
        assert gaps.missing({3, 4, 7, 8, 10}, 2) == [(2, 2), (5, 6), (9, 9)]
        assert gaps.missing({1, 2, 3}, 2) == []
        assert gaps.last_without_gap({3, 4, 7}, 3) == 4
        assert gaps.last_without_gap({4}, 3) == 2


class TestRetention:
    def kept(self, place: Place, window: int) -> list[float]:
        return [(NOW - one.ended_at).days for one in retention.kept(place.bases(), NOW, window)]

    def test_the_base_from_which_the_window_begins_stays(self, place: Place) -> None:
        for age in (30, 22, 15, 8, 1):
            base(place, days(age), 1)
        assert self.kept(place, 14) == [15, 8, 1]
        assert self.kept(place, 15) == [15, 8, 1]
        assert self.kept(place, 1) == [1]

    def test_the_only_base_stays_however_old(self, place: Place) -> None:
        base(place, days(400), 1)
        assert self.kept(place, 14) == [400]

    def test_what_no_moment_needs_goes_with_its_log(self, place: Place) -> None:
        gone, stays = base(place, days(30), 1), base(place, days(20), 5)
        base(place, days(3), 9)
        log(place, *range(1, 12), partial=12)
        (place.wal / (lsn.name(1, 7) + ".partial")).touch()
        (place.bases_folder / "20260101T000000Z.part").mkdir()
        retention.prune(place, NOW, 14, present=frozenset())
        assert not gone.exists()
        assert stays.exists()
        assert list(place.bases_folder.glob("*.part")) == []
        assert list(place.segments()) == list(range(5, 13))
        assert [path.name for path in place.wal.glob("*.partial")] == [lsn.name(1, 12) + ".partial"]

    def test_nothing_goes_without_a_complete_base(self, place: Place) -> None:
        log(place, 1, 2)
        (place.files / "old").touch()
        retention.prune(place, NOW, 1, present=frozenset())
        assert list(place.segments()) == [1, 2]
        assert (place.files / "old").exists()

    def test_a_file_goes_when_it_was_there_at_no_moment_of_the_window(self, place: Place) -> None:
        base(place, days(20), 5, "listed", "present")
        base(place, days(3), 9, "newer")
        for name, age in [("listed", 25), ("present", 25), ("newer", 10), ("came and went", 10), ("before", 25)]:
            (place.files / name).touch()
            os.utime(place.files / name, times=(0, days(age).timestamp()))
        retention.prune(place, NOW, 14, present=frozenset({"present"}))
        assert {path.name for path in place.files.iterdir()} == {"listed", "present", "newer", "came and went"}


class TestChoosing:
    def test_the_newest_base_that_had_ended_is_taken(self, place: Place) -> None:
        base(place, days(9), 1)
        middle = base(place, days(5), 3)
        newest = base(place, days(1), 6)
        log(place, *range(1, 8), partial=8)
        assert choosing.choose(place, days(4), NOW).base.path == middle
        assert choosing.choose(place, days(1), NOW).base.path == newest
        assert choosing.choose(place, None, NOW).base.path == newest

    def test_moments_that_it_does_not_reach_are_refused(self, place: Place) -> None:
        assert "no base" in refused(place, None)
        base(place, days(5), 3)
        log(place, 3, 4)
        assert "before the oldest base" in refused(place, days(6))
        assert "in the future" in refused(place, days(-1))
        assert "reaches until" in refused(place, days(-1), days(-2))

    def test_a_gap_is_refused_where_the_log_is_needed(self, place: Place) -> None:
        base(place, days(5), 3)
        log(place, 4, 5)
        assert lsn.name(1, 3) in refused(place, days(4))
        log(place, 3, 7)
        assert lsn.name(1, 6) in refused(place, None)
        assert choosing.choose(place, days(4), NOW).base.segment == 3

    def test_a_log_that_ends_before_what_was_received_is_refused(self, place: Place) -> None:
        base(place, days(5), 3)
        log(place, 3, 4)
        way = choosing.choose(place, days(4), NOW)
        choosing.refuse_short(way, place, way.reached.lsn)
        with pytest.raises(Refusal, match="damaged"):
            choosing.refuse_short(way, place, way.reached.lsn - 1)

    def test_a_moment_says_by_which_clock_it_is_meant(self) -> None:
        assert choosing.read("2026-11-23T20:00:00+08:00") == NOW
        assert choosing.read("latest") is None
        for text, word in [("2026-11-23T20:00:00", "time zone"), ("yesterday", "no moment")]:
            with pytest.raises(Refusal, match=word):
                choosing.read(text)


class TestListing:
    def wrong(self, place: Place, server: tuple[str, int] | None = None) -> list[str]:
        return listing.describe(place, NOW, server).wrong

    def test_a_young_base_with_all_of_the_log_is_well(self, place: Place) -> None:
        base(place, days(7), 98)
        log(place, 98, 99, partial=100)
        assert self.wrong(place) == []
        assert self.wrong(place, ("reserved", 0)) == []

    def test_a_gap_before_the_newest_base_is_told_and_no_fault(self, place: Place) -> None:
        base(place, days(9), 90)
        base(place, days(7), 98)
        log(place, 90, 98, 99)
        found = listing.describe(place, NOW, None)
        assert found.wrong == []
        assert any("gap" in line for line in found.lines)
        assert any(f"from {days(7).isoformat()}" in line for line in found.lines)

    @pytest.mark.parametrize("missing", [98, 99, 100])
    def test_a_gap_since_the_newest_base_is_a_fault(self, place: Place, missing: int) -> None:
        base(place, days(7), 98)
        place.write_reached(Reached(NOW, 100 * lsn.SEGMENT_BYTES + 80))
        log(place, *({97, 98, 99, 100} - {missing}))
        assert len(self.wrong(place)) == 1

    def test_no_base_an_old_one_and_one_that_nobody_follows_are_faults(self, place: Place) -> None:
        log(place, 98, 99, partial=100)
        assert "no base" in self.wrong(place)[0]
        base(place, days(9), 98)
        assert "9 days" in self.wrong(place)[0]
        base(place, days(1), 99)
        assert "given up" in self.wrong(place, ("lost", -1))[0]
        assert "Nobody receives" in self.wrong(place, ("reserved", -1))[0]
        place.write_reached(Reached(days(1), 100 * lsn.SEGMENT_BYTES))
        assert "behind" in self.wrong(place, ("reserved", 5000))[0]


class TestCopying:
    @pytest.fixture
    def copying(self, tmp_path: Path) -> Copying:
        (tmp_path / "files" / "uploads").mkdir(parents=True)
        return Copying(tmp_path / "files", tmp_path / "archive")

    def test_what_is_new_is_copied_once(self, copying: Copying) -> None:
        (copying.source / "uploads" / "a").write_text("one")
        assert (copying.look(), copying.look()) == (1, 0)
        (copying.source / "uploads" / "b").write_text("two")
        assert copying.look() == 1
        assert (copying.target / "uploads" / "b").read_text() == "two"
        assert not list(copying.target.rglob(f"*{DRAFT}"))

    def test_a_file_that_grows_is_copied_until_it_rests(self, copying: Copying) -> None:
        growing = copying.source / "uploads" / "a"
        growing.write_text("one")
        assert copying.look() == 1
        growing.write_text("one and two")
        assert copying.look() == 1
        os.utime(growing, times=(0, time.time() - 60))
        copying.look()
        copying.look()
        assert copying.open == {}
        assert (copying.target / "uploads" / "a").read_text() == "one and two"

    def test_what_there_is_no_time_for_comes_with_the_next_look(self, copying: Copying) -> None:
        for name in ("a", "b"):
            (copying.source / "uploads" / name).write_text(name)
        assert copying.look(seconds=0) == 0
        assert copying.look() == 2

    def test_one_that_goes_on_the_way_is_forgotten(self, copying: Copying) -> None:
        (copying.source / "uploads" / "a").write_text("one")
        copying.look()
        (copying.source / "uploads" / "a").unlink()
        assert copying.finish() == 0
        assert (copying.target / "uploads" / "a").exists()

    def test_finishing_does_not_wait_for_what_comes_meanwhile(
        self, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def sleep(_seconds: float) -> None:
            numbers.append(len(numbers))
            (copying.source / "uploads" / f"more {numbers[-1]}").write_text("more")
            os.utime(first, times=(0, 1_000_000_000))

        numbers: list[int] = []
        monkeypatch.setattr("heyi.config.runtime.journal.copying.time.sleep", sleep)
        first = copying.source / "uploads" / "a"
        first.write_text("one")
        assert copying.finish() == 2
        assert (len(numbers), copying.open) == (2, {})

    def test_another_run_copies_nothing_twice(self, copying: Copying) -> None:
        (copying.source / "uploads" / "a").write_text("one")
        copying.look()
        assert Copying(copying.source, copying.target).look() == 0


class TestUploads:
    def test_what_is_missing_or_changed_is_not_brought(self, tmp_path: Path) -> None:
        source, target = tmp_path / "archived", tmp_path / "files" / "uploads" / "a"
        assert not uploads.bring(source, target, "")
        source.write_text("as it was")
        assert not uploads.bring(source, target, hashlib.sha256(b"another").hexdigest())
        assert not target.exists()
        assert uploads.bring(source, target, hashlib.sha256(b"as it was").hexdigest())
        assert target.read_text() == "as it was"


class TestRefusals:
    @pytest.fixture(autouse=True)
    def embedded(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HEYI_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("HEYI_LANG", "en")

    def run(self, module: object, *words: str) -> str:
        import argparse

        parser = argparse.ArgumentParser()
        module.add_arguments(parser)  # type: ignore[attr-defined]
        with pytest.raises(Refusal) as refusal:
            module.run(parser.parse_args(words))  # type: ignore[attr-defined]
        return str(refusal.value)

    def test_a_server_of_ones_own_has_its_own_tools(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://heyi_app:x@127.0.0.1:1/heyi")
        for module, words in [
            (backup, ["--base"]),
            (backup, ["--list"]),
            (restore, ["--to", "latest", str(tmp_path)]),
        ]:
            assert "pgBackRest" in self.run(module, *words)

    def test_an_archive_inside_the_installation_is_refused(self, tmp_path: Path) -> None:
        for environ in (
            {"ARCHIVE_DIR": str(tmp_path / "data" / "archive")},
            {"ARCHIVE_DIR": str(tmp_path / "files" / "x"), "FILES_DIR": str(tmp_path / "files")},
        ):
            with pytest.raises(Refusal, match="outside"):
                places.chosen(DataDir(), environ)

    def test_without_an_archive_there_is_nothing_to_list(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("ARCHIVE_DIR", raising=False)
        assert "ARCHIVE_DIR" in self.run(backup, "--list")
        assert "--base" in self.run(backup)
        assert "--base" in self.run(backup, "x.tar", "--base")

    def test_another_databases_archive_is_refused(self, place: Place) -> None:
        place.belong_to(Identity("1", 1))
        for other in (Identity("2", 1), Identity("1", 2)):
            with pytest.raises(Refusal, match="another database"):
                place.belong_to(other)

    def test_a_folder_that_holds_something_is_left_alone(
        self, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base(place, days(5), 98)
        log(place, 98, 99, 100)
        kept = tmp_path / "data" / "mine"
        kept.parent.mkdir()
        kept.touch()
        assert "holds something" in self.run(restore, "--to", "latest", str(place.path))
        kept.unlink()
        living = tmp_path / "living"
        living.mkdir()
        (living / "upload").touch()
        monkeypatch.setenv("FILES_DIR", str(living))
        assert "another installation" in self.run(restore, "--to", "latest", str(place.path))
        assert (living / "upload").exists()
        assert list(kept.parent.iterdir()) == []

    def test_a_failed_restore_leaves_nothing_and_an_unfinished_one_does_not_start(
        self, place: Place, tmp_path: Path
    ) -> None:
        folder = base(place, days(5), 98)
        log(place, 98, 99, 100)
        (folder / "pg").mkdir()
        assert "damaged" in self.run(restore, "--to", "latest", str(place.path))
        assert not (tmp_path / "data").exists()
        data = DataDir()
        data.prepare()
        data.restoring.touch()
        with pytest.raises(Refusal, match="restore once more"):
            Cluster(data).ensure_initialised()

    def test_two_bases_at_once_are_refused(self, place: Place) -> None:
        with place.lock("base", busy="busy"), pytest.raises(Refusal, match="busy"), place.lock("base", busy="busy"):
            pass
