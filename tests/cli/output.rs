//! Where a site is written: what is never touched, who may write at one time, what stays of the
//! folder, and what a kill leaves. The long forms run with the feature `long`.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::project::{Project, Run, files};

const LONG: bool = cfg!(feature = "long");

/// The names that topoi keeps in a folder while it works there or beside it.
fn litter(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".topoi-") && name != ".topoi-manifest").collect()
}

/// `script` by a shell that sees its own mounts; `$0` is the program, `$1` and on are `arguments`.
/// `None` where only root may do that.
fn with_mounts(script: &str, arguments: &[&Path]) -> Option<Run> {
    let mut shell = Command::new("unshare");
    shell.args(["-m", "sh", "-ec", script, env!("CARGO_BIN_EXE_topoi")]).args(arguments);
    let output = shell.stdin(Stdio::null()).output().ok()?;
    let may = Command::new("unshare").args(["-m", "mount", "--bind", "/tmp", "/tmp"]).output();
    if !may.is_ok_and(|may| may.status.success()) {
        eprintln!("SKIPPED: only root mounts");
        return None;
    }
    Some(Run::of(output))
}

#[test]
fn a_name_with_a_line_break_forges_no_line() {
    let hash = "0".repeat(64);
    let project = Project::small()
        .file("victim", "keep")
        .file(&format!("static/x\n{hash}  ../victim"), "a file")
        .file(&format!("static/y\n{hash}  ../victim/z.txt"), "in a folder")
        .file("articles/a\nb.md", "# A\n")
        .file("articles/esc\u{1b}[31m/c.md", "# C\n");
    fs::create_dir(project.path("public")).expect("a folder");
    for _ in 0..2 {
        let mut command = project.command(&["build"]);
        let run = Run::of(command.current_dir(project.path("public")).output().expect("it runs"));
        run.ends_with(1).tells(&["its name has a line break or another control character"]);
        fs::remove_dir_all(project.path("static")).unwrap_or_default();
        assert_eq!(project.read("victim"), "keep");
    }
    for line in project.read("public/.topoi-manifest").lines() {
        assert!(!line.contains("victim") && line.as_bytes()[64] == b' ', "{line}");
    }
}

#[test]
fn names_that_windows_cannot_hold_are_told() {
    let project = Project::small()
        .file("static/con.html", "text")
        .file("static/a<b>.html", "text")
        .file("static/deep./end ", "text")
        .file("articles/nul.md", "# Nothing\n");
    let run = project.run(&["build"]).ends_with(0).tells(&[
        "warning[unportable-name]",
        "`a<b>.html` is a name that Windows cannot hold: it has `<`, and there are 2 other",
        "`end ` is a name that Windows cannot hold: it ends in a space",
        "`nul.md` is a name that Windows cannot hold: there it is a device",
    ]);
    assert_eq!(run.err.matches("unportable-name").count(), 3, "{}", run.err);
    for path in ["con.html", "a<b>.html", "deep./end ", "nul-.html"] {
        assert!(project.site().contains_key(path), "{path}");
    }
    project.run(&["check", "--strict"]).ends_with(1);
}

/// Three versions of a base, each built many times into one output at the same time.
#[test]
fn overlapping_builds_leave_one_of_them_whole() {
    let place = Project::new();
    let version = |name: &str| {
        let mut version = Project::small().file("static/version.txt", name);
        for i in 0..20 {
            version = version
                .file(&format!("articles/{name}-{i}.md"), format!("# Only in {name}\n\n{i}\n"))
                .file(
                    &format!("articles/common-{i}.md"),
                    format!("# Common\n\nAs {name} has it.\n"),
                );
        }
        let expected = version.path("public");
        version.run(&["build", "-q"]).ends_with(0);
        (files(&expected), version)
    };
    let versions = ["one", "two", "three"].map(version);
    let spellings = ["site", "x/../site", "link/site"];
    fs::create_dir(place.path("x")).expect("a folder");
    symlink(place.path(""), place.path("link")).expect("a link");
    let output = place.path("site");
    for round in 0..if LONG { 60 } else { 8 } {
        // No site, a site, and one that must stay the folder it is.
        if round % 4 == 0 {
            let _ = fs::remove_dir_all(&output);
        }
        let here = if round % 4 == 3 { output.clone() } else { place.path("") };
        let mut builds = Vec::new();
        for i in 0..6 {
            let (_, version) = &versions[(round + i) % 3];
            let path = place.path(spellings[i % 3]);
            let path = path.to_str().expect("UTF-8");
            let mut command = version.command(&["build", "--output", path]);
            command.current_dir(&here).stderr(Stdio::piped());
            builds.push(command.spawn().expect("the binary runs"));
        }
        for build in builds {
            Run::of(build.wait_with_output().expect("it ends")).ends_with(0);
        }
        let now = files(&output);
        assert!(versions.iter().any(|(site, _)| *site == now), "a mix in round {round}");
        assert_eq!(litter(&output), [""; 0]);
        assert_eq!(litter(&place.path("")), [""; 0]);
    }
}

/// Who waited reads what is there when the wait is over, so that the newest content wins.
#[test]
fn the_newest_content_wins() {
    let mut project = Project::small();
    for i in 0..60 {
        project = project.file(&format!("articles/n{i}.md"), format!("# Note {i}\n\nText.\n"));
    }
    let mut waited = 0;
    for round in 0..if LONG { 100 } else { 6 } {
        let mut builds = Vec::new();
        for edit in 0..4 {
            // What was public a moment ago is held back by the last edit.
            let draft = edit == 3;
            let text =
                format!("---\ntitle: Secret\ndraft: {draft}\n---\n\nRound {round}, {edit}.\n");
            project.write("articles/secret.md", text);
            project.write("articles/news.md", format!("# A\n\nRound {round}, edit {edit}.\n"));
            let mut command = project.command(&["build"]);
            builds.push(command.stderr(Stdio::piped()).spawn().expect("the binary runs"));
            std::thread::sleep(Duration::from_millis(5 * (round % 4)));
        }
        let runs = builds.into_iter().map(|build| build.wait_with_output().expect("it ends"));
        let runs: Vec<Run> = runs.map(|run| Run::of(run).ends_with(0)).collect();
        let page = project.read("public/news.html");
        assert!(page.contains(&format!("Round {round}, edit 3.")), "an older page won");
        assert!(!project.path("public/secret.html").exists(), "a page that is held back stayed");
        waited += runs.iter().filter(|run| run.err.contains("waiting for another build")).count();
    }
    assert!(waited > 0, "none waited");
}

/// Stops a process and waits until it stands: a signal that was sent needn't have arrived. Whether
/// it stands, else it has ended.
fn stop(child: &std::process::Child) -> bool {
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
    let id = Pid::from_child(child);
    kill_process(id, Signal::STOP).expect("a child that nobody has waited for");
    // `NOWAIT`: how it ended is still there for `Child::wait`.
    let events = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(id), events).expect("a child").is_some_and(|event| event.stopped())
}

/// Whether a process holds the lock of the output: its file is made before it is locked.
fn is_locked(project: &Project) -> bool {
    let places = ["public", ".topoi-lock-public"].map(|name| project.path(name));
    let file = places.iter().find_map(|path| fs::File::open(path).ok());
    file.is_some_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// Starts a build and stops it, as a slow one would be, once `sign` is there.
fn stopped_build(project: &Project, sign: &str) -> std::process::Child {
    loop {
        let mut build = project.command(&["build", "-q"]).spawn().expect("the binary runs");
        while build.try_wait().expect("a child").is_none() {
            if litter(&project.path("")).iter().any(|name| name.starts_with(sign)) {
                let left = || litter(&project.path("")).iter().any(|name| name.starts_with(sign));
                if stop(&build) && left() && is_locked(project) {
                    return build;
                }
                build.kill().expect("ours");
                build.wait().expect("it ends");
            }
        }
        // It was too fast: once more, from the same site or none.
        project.write("articles/news.md", format!("# News\n\n{:?}\n", Instant::now()));
        if sign == ".topoi-lock-" {
            fs::remove_dir_all(project.path("public")).unwrap_or_default();
        }
    }
}

#[test]
fn no_wait_ends_with_2() {
    for sign in [".topoi-lock-", ".topoi-staging-"] {
        let project = Project::small();
        if sign == ".topoi-staging-" {
            project.run(&["build", "-q"]).ends_with(0);
        }
        project.write("articles/news.md", "# News\n\nNews.\n");
        let mut build = stopped_build(&project, sign);
        project.run(&["build", "--no-wait"]).ends_with(2).tells(&[
            "another build is writing to",
            "public`",
            "leave `--no-wait` out",
        ]);
        // Another output is free, and so is what only reads.
        let other = project.path("other");
        project
            .run(&["build", "--no-wait", "--output", other.to_str().expect("UTF-8")])
            .ends_with(0);
        project.run(&["check"]).ends_with(0);
        // The lock goes with the process, however that ends.
        build.kill().expect("it is stopped");
        build.wait().expect("it ends");
        project.run(&["build", "--no-wait"]).ends_with(0);
        assert_eq!(litter(&project.path("")), [""; 0]);
    }
}

/// The folder that a shell stands in, or one above it, stays.
#[test]
fn the_current_folder_stays() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    let inode = || fs::metadata(project.path("public")).expect("a folder").ino();
    let before = inode();
    fs::create_dir(project.path("public/mine")).expect("a folder");
    for (folder, output) in [("public", "."), ("public/mine", "..")] {
        project.write("articles/news.md", format!("# A\n\nBuilt from {folder}.\n"));
        let mut command = project.command(&["build", "--output", output]);
        let run = command.current_dir(project.path(folder)).output().expect("it runs");
        Run::of(run).ends_with(0).tells(&["the current folder", "one by one"]);
        assert_eq!(inode(), before);
        assert!(project.read("public/news.html").contains(&format!("Built from {folder}.")));
    }
    assert_eq!(litter(&project.path("public")), [""; 0]);
}

#[test]
fn a_restricted_folder_stays_restricted() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    let public = project.path("public");
    fs::create_dir(public.join("mine")).expect("a folder");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o7777;
    for (path, bits) in [("", 0o2750), ("mine", 0o2700), ("data", 0o750)] {
        let permissions = fs::Permissions::from_mode(bits);
        fs::set_permissions(public.join(path), permissions).expect("a mode");
    }
    project.write("articles/news.md", "# Changed\n");
    let run = project.run(&["build"]).ends_with(0);
    assert!(!run.err.contains("one by one"), "{}", run.err);
    assert_eq!(mode(&public), 0o2750);
    assert_eq!(mode(&public.join("mine")), 0o2700);
    assert_eq!(mode(&public.join("data")), 0o750);
}

#[test]
fn a_link_as_output() {
    let project = Project::small();
    symlink("nowhere/site", project.path("public")).expect("a link");
    project.run(&["build"]).ends_with(2).tells(&[
        "public` is a link to `nowhere/site`, which isn't there",
        "make that folder, or remove the link",
    ]);
    fs::create_dir_all(project.path("nowhere/site")).expect("a folder");
    project.run(&["build"]).ends_with(0);
    assert!(project.path("nowhere/site/trust.html").is_file());
    assert!(project.path("public").symlink_metadata().expect("there").is_symlink());
}

#[test]
fn a_fresh_branch_of_pages() {
    let project = Project::small().file("public/.git", "gitdir: elsewhere\n");
    project.run(&["build"]).ends_with(0);
    assert_eq!(project.read("public/.git"), "gitdir: elsewhere\n");
}

#[test]
fn a_mounted_output_keeps_its_files_and_its_neighbours() {
    let project = Project::small().file("victim", "keep");
    project.run(&["build"]).ends_with(0);
    project.write("articles/news.md", "# Changed\n");
    let hash = "0".repeat(64);
    let mut list = project.read("public/.topoi-manifest");
    list += &format!("abc  ../victim\n{hash}  ../victim\n");
    project.write("public/.topoi-manifest", list);
    let script = "mount --bind \"$1/public\" \"$1/public\"; exec \"$0\" build --root \"$1\"";
    let Some(run) = with_mounts(script, &[&project.path("")]) else { return };
    run.ends_with(0).tells(&["it is a mount point", "one by one", "2 lines that topoi didn't"]);
    assert_eq!(project.read("victim"), "keep");
    assert!(project.read("public/news.html").contains("Changed"));
    assert_eq!(litter(&project.path("public")), [""; 0]);
}

/// A folder in the output that is mounted there, one that is mounted elsewhere, and a single file.
#[test]
fn mounts_in_and_from_the_output() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    fs::create_dir(project.path("public/media")).expect("a folder");
    for i in 0..20 {
        project.write(&format!("library/{i}.mp4"), "film");
    }
    let root = project.path("");
    let build = "mount() { command mount \"$@\"; }; \"$0\" build --root \"$1\"";
    let count = |run: &Run| run.out.trim().to_owned();
    project.write("articles/news.md", "# Second\n");
    let inside = format!(
        "mount --bind \"$1/library\" \"$1/public/media\"; {build}; ls \"$1/public/media\" | wc -l"
    );
    let Some(run) = with_mounts(&inside, &[&root]) else { return };
    assert_eq!(count(&run.ends_with(0).tells(&["something is mounted in it"])), "20");
    assert_eq!(fs::read_dir(project.path("library")).expect("a folder").count(), 20);
    project.write("articles/news.md", "# Third\n");
    let from = format!(
        "mkdir -p \"$1/www\"; mount --bind \"$1/public\" \"$1/www\"; {build}; grep -l Third \"$1/www/news.html\""
    );
    let run = with_mounts(&from, &[&root]).expect("root").ends_with(0);
    assert!(run.tells(&["it is mounted elsewhere"]).out.contains("www/news.html"));
    // Seen from outside the namespace in which it is mounted, as a container has it.
    project.write("articles/news.md", "# Fourth\n");
    let away =
        "mount --bind \"$1/public\" \"$1/www\"; echo ready; read -r _; cat \"$1/www/news.html\"";
    let mut container = Command::new("unshare");
    container.args(["-m", "sh", "-ec", away, "-"]).arg(&root);
    let mut container =
        container.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
    let mut ready = [0; 6];
    let mut out = container.stdout.take().expect("a pipe");
    std::io::Read::read_exact(&mut out, &mut ready).expect("it is ready");
    project.run(&["build"]).ends_with(0).tells(&["it is mounted elsewhere"]);
    std::io::Write::write_all(&mut container.stdin.take().expect("a pipe"), b"go\n").expect("open");
    let page = std::io::read_to_string(out).expect("text");
    container.wait().expect("it ends");
    assert!(page.contains("Fourth"), "the container sees the new site");
    // A file of the site that is a mount itself cannot be replaced.
    project.write("articles/news.md", "# Fifth\n");
    let file = "echo x > \"$1/x\"; mount --bind \"$1/x\" \"$1/public/news.html\"; exec \"$0\" build --root \"$1\"";
    let before = project.site();
    let run = with_mounts(file, &[&root]).expect("root").ends_with(2);
    run.tells(&["news.html` is a mount point and cannot be replaced"]);
    assert_eq!(project.site(), before);
}

#[test]
fn a_full_disk_and_a_read_only_one() {
    let mut project = Project::small();
    project.run(&["build"]).ends_with(0);
    fs::create_dir(project.path("disk")).expect("a folder");
    let root = project.path("");
    let before = project.site();
    project = project.file("static/large.bin", vec![7; 3 << 20]);
    let sized = "mount -t tmpfs -o size=2m tmpfs \"$1/disk\"; cp -r \"$1/public\" \"$1/disk/site\"; \
        code=0; \"$0\" build --root \"$1\" --output \"$1/disk/$2\" || code=$?; \
        cd \"$1/disk/site\"; find . -type f | wc -l; ls -A \"$1/disk\"; exit $code";
    let Some(run) = with_mounts(sized, &[&root, Path::new("site")]) else { return };
    let run = run.ends_with(2).tells(&[
        "disk/site/large.bin`: the disk is full",
        "make room there",
        "was not touched",
    ]);
    assert_eq!(run.out, format!("{}\nsite\n", before.len()), "the old site, and no litter");
    let run = with_mounts(sized, &[&root, Path::new("new")]).expect("root").ends_with(2);
    assert!(run.tells(&["the disk is full"]).out.ends_with("\nsite\n"), "nothing new");
    // The output is the file system itself.
    let whole = "mount -t tmpfs -o size=2m tmpfs \"$1/disk\"; cp -r \"$1/public/.\" \"$1/disk\"; \
        code=0; \"$0\" build --root \"$1\" --output \"$1/disk\" || code=$?; \
        cd \"$1/disk\"; find . -type f | wc -l; exit $code";
    let run = with_mounts(whole, &[&root]).expect("root").ends_with(2);
    assert_eq!(
        run.tells(&["the disk is full", "was not touched"]).out.trim(),
        before.len().to_string()
    );
    let read_only = "mount -t tmpfs tmpfs \"$1/disk\"; cp -r \"$1/public\" \"$1/disk/site\"; \
        mount -o remount,ro \"$1/disk\"; exec \"$0\" build --root \"$1\" --output \"$1/disk/$2\"";
    for name in ["site", "new", "deep/new"] {
        let run = with_mounts(read_only, &[&root, Path::new(name)]).expect("root").ends_with(2);
        run.tells(&["its file system is read-only", "choose another folder"]);
    }
    fs::remove_dir_all(project.path("static")).expect("ours");
    let run = with_mounts(read_only, &[&root, Path::new("site")]).expect("root").ends_with(0);
    run.tells(&["(0 of "]);
}

/// How long a whole build takes, how a killed one is started, and what must be true behind it.
struct Kills<'a> {
    project: &'a Project,
    /// The sites that may stand, whole, by the text of the page that tells them.
    versions: [BTreeMap<String, Vec<u8>>; 2],
    /// Where builds are started.
    here: PathBuf,
}

const NOTES: usize = 150;

/// Writes version `n` of the base: other texts, other files.
fn write_version(project: &Project, n: usize) {
    let _ = fs::remove_dir_all(project.path("articles/only"));
    for i in 0..NOTES {
        project.write(&format!("articles/only/v{n}-{i}.md"), format!("# Only in {n}\n\n{i}.\n"));
        project.write(&format!("articles/both/{i}.md"), format!("# Both\n\nIn version {n}.\n"));
    }
}

impl<'a> Kills<'a> {
    fn new(project: &'a Project, here: &Path) -> Self {
        let versions = [0, 1].map(|n| {
            write_version(project, n);
            project.run(&["build", "-q"]).ends_with(0);
            project.site()
        });
        Self { project, versions, here: here.to_owned() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.project.command(arguments);
        command.current_dir(&self.here).stderr(Stdio::piped());
        command
    }

    /// Kills builds of the two versions in turn; `check` looks at what each left. Gives how many
    /// were killed before they ended.
    fn run(&self, count: usize, mut check: impl FnMut(&Self, usize)) -> usize {
        let mut killed = 0;
        let start = Instant::now();
        write_version(self.project, 0);
        Run::of(self.command(&["build", "-q"]).output().expect("it runs")).ends_with(0);
        let mut whole = start.elapsed();
        let mut random: u64 = 0x2545_f491_4f6c_dd1d;
        for round in 0..count {
            let n = (round + 1) % 2;
            write_version(self.project, n);
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // The last third, where files are exchanged, more often than the rest.
            let part = (random % 1000) as f64 / 1000.0;
            let part = if round % 3 == 0 { part } else { 0.6 + 0.45 * part };
            let mut build = self.command(&["build", "-q"]).spawn().expect("the binary runs");
            std::thread::sleep(whole.mul_f64(part));
            let is_running = build.try_wait().expect("a child").is_none();
            build.kill().expect("ours");
            build.wait().expect("it ends");
            killed += usize::from(is_running);
            // Builds take longer or shorter as the machine is busy with others.
            whole = whole.mul_f64(if is_running { 1.05 } else { 0.8 });
            check(self, round);
        }
        killed
    }

    fn is_whole(&self) -> bool {
        self.versions.contains(&self.project.site())
    }
}

#[test]
fn kills_leave_the_old_site_or_the_new_one() {
    let project = Project::small();
    let kills = Kills::new(&project, &project.path(""));
    let killed = kills.run(if LONG { 300 } else { 15 }, |kills, round| {
        assert!(kills.is_whole(), "a mixed site after kill {round}");
        assert!(litter(&project.path("public")).is_empty());
    });
    assert!(killed > 0, "no build was killed in time");
    project.run(&["build", "-q"]).ends_with(0);
    assert_eq!(litter(&project.path("")), [""; 0]);
}

/// Where files are exchanged one by one, a kill may leave both; then the next build finishes first,
/// whatever becomes of it itself, and says so.
#[test]
fn kills_between_two_files_are_mended_by_the_next_build() {
    let project = Project::small();
    project.run(&["build", "-q"]).ends_with(0);
    let kills = Kills::new(&project, &project.path("public"));
    let mended = AtomicUsize::new(0);
    let killed = kills.run(if LONG { 300 } else { 15 }, |kills, round| {
        let was_whole = project.path("public/.topoi-journal").symlink_metadata().is_err();
        // A build that fails: there is no such theme.
        project.write("site.toml", "[site]\ntheme = \"none\"\n");
        let run = Run::of(kills.command(&["build"]).output().expect("it runs")).ends_with(2);
        fs::remove_file(project.path("site.toml")).expect("ours");
        assert!(kills.is_whole(), "a mixed site after kill {round}:\n{}", run.err);
        assert_eq!(litter(&project.path("public")), [""; 0]);
        if !was_whole {
            run.tells(&["a build was killed while it exchanged the files", "finished now"]);
            mended.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(killed > 0, "no build was killed in time");
    eprintln!("{killed} killed, {} of them between two files", mended.into_inner());
}

/// Nothing outside of the root is read or written, whatever links there are in it.
#[test]
fn links_lead_nowhere_outside() {
    let outside = Project::new().file("secret.css", "/* wombat */");
    for link in ["static", "themes/default/assets/q.css", "themes/default", "articles"] {
        let project = Project::new().file("site.toml", "").file("articles/a.md", "# A\n");
        let path = project.path(link);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let to = if link.ends_with("css") { "secret.css" } else { "" };
        symlink(outside.path(to), &path).expect("a link");
        project.run(&["build"]).ends_with(2).tells(&["leads out of the knowledge base"]);
        assert!(!project.path("public").exists(), "{link}");
    }
    let project = Project::small();
    symlink(outside.path("victim"), project.path(".topoi-lock-public")).expect("a link");
    project.run(&["build", "--no-wait"]).ends_with(2).tells(&["is no regular file"]);
    let project = Project::small();
    symlink(outside.path(""), project.path(".topoi")).expect("a link");
    project.run(&["build"]).ends_with(0).tells(&["nothing is kept for the next build"]);
    assert_eq!(fs::read_dir(outside.path("")).expect("it").count(), 1);
}
