//! Which files have not changed since the guest opened them last: what the guest has read of them holds (FUSE_KEEP_CACHE,
//! as libfuse's auto_cache), so a program that starts again is not read, and under emulation not translated, again.
//!
//! A file is known by its times and its size. One that changed within the resolution of its times is not told from what
//! it was, so only files that had been left alone for a while count.

use std::convert::TryInto;
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

/// Ten times the coarsest clock that Linux stamps files with, 100 Hz.
const RESOLUTION: Duration = Duration::from_millis(100);

/// Of so many files it is known, a power of two; another in a file's place costs no more than one reading.
const FILES: usize = 4096;

#[derive(Clone, PartialEq)]
struct Version {
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

pub struct KeptPages {
    opened: Mutex<Vec<Option<Version>>>,
}

impl Default for KeptPages {
    fn default() -> Self {
        Self { opened: Mutex::new(vec![None; FILES]) }
    }
}

impl KeptPages {
    /// The guest opens a file: whether it is what it was when the guest did so before.
    ///
    /// `inode` is the guest's number of it, which no other file ever gets.
    pub fn hold(&self, inode: u64, file: &File) -> bool {
        self.hold_at(inode, file, SystemTime::now())
    }

    fn hold_at(&self, inode: u64, file: &File, now: SystemTime) -> bool {
        let version = version(inode, file, now);
        let mut opened = self.opened.lock().unwrap();
        let place = &mut opened[inode as usize % FILES];
        let holds = version.is_some() && *place == version;
        *place = version;
        holds
    }
}

/// None for what is no file, cannot be looked at, or was changed just now, or in what this clock takes for the future.
fn version(inode: u64, file: &File, now: SystemTime) -> Option<Version> {
    let meta = file.metadata().ok().filter(|m| m.is_file())?;
    let changed = SystemTime::UNIX_EPOCH
        + Duration::new(meta.ctime().try_into().ok()?, meta.ctime_nsec().try_into().ok()?);
    if now.duration_since(changed).ok()? < RESOLUTION {
        return None;
    }
    Some(Version {
        inode,
        size: meta.size(),
        modified: (meta.mtime(), meta.mtime_nsec()),
        changed: (meta.ctime(), meta.ctime_nsec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;
    use std::path::PathBuf;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("kept-pages-{}-{name}", std::process::id()));
            fs::write(&path, "first").unwrap();
            Self(path)
        }

        fn open(&self) -> File {
            File::open(&self.0).unwrap()
        }

        /// With another time of change: until the clock that files are stamped with has ticked.
        fn overwrite(&self, text: &str) {
            let time = || fs::metadata(&self.0).map(|m| (m.ctime(), m.ctime_nsec())).unwrap();
            let before = time();
            while time() == before {
                fs::OpenOptions::new().write(true).open(&self.0).unwrap().write_all(text.as_bytes()).unwrap();
            }
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    fn later(seconds: u64) -> SystemTime {
        SystemTime::now() + Duration::from_secs(seconds)
    }

    #[test]
    fn a_file_that_was_left_alone_holds_from_the_second_time_on() {
        let (file, pages) = (Scratch::new("alone"), KeptPages::default());
        assert!(!pages.hold_at(7, &file.open(), later(1)));
        assert!(pages.hold_at(7, &file.open(), later(1)));
        assert!(pages.hold_at(7, &file.open(), later(100)));
    }

    #[test]
    fn a_file_that_was_written_to_does_not_even_if_its_size_is_the_same() {
        let (file, pages) = (Scratch::new("written"), KeptPages::default());
        pages.hold_at(7, &file.open(), later(1));
        file.overwrite("other");
        assert!(!pages.hold_at(7, &file.open(), later(2)));
        assert!(pages.hold_at(7, &file.open(), later(2)));
    }

    #[test]
    fn a_file_that_changed_just_now_may_change_again_unnoticed() {
        let (file, pages) = (Scratch::new("fresh"), KeptPages::default());
        assert!(!pages.hold(7, &file.open()));
        assert!(!pages.hold(7, &file.open()));
    }

    #[test]
    fn a_file_of_the_future_never_holds() {
        let (file, pages) = (Scratch::new("future"), KeptPages::default());
        let past = SystemTime::now() - Duration::from_secs(3600);
        assert!(!pages.hold_at(7, &file.open(), past));
        assert!(!pages.hold_at(7, &file.open(), past));
    }

    #[test]
    fn another_file_in_its_place_takes_it() {
        let (file, pages) = (Scratch::new("place"), KeptPages::default());
        let other = 7 + FILES as u64;
        pages.hold_at(7, &file.open(), later(1));
        assert!(!pages.hold_at(other, &file.open(), later(1)));
        assert!(pages.hold_at(other, &file.open(), later(1)));
        assert!(!pages.hold_at(7, &file.open(), later(1)));
    }

    #[test]
    fn a_folder_never_holds() {
        let pages = KeptPages::default();
        for _ in 0..2 {
            assert!(!pages.hold_at(7, &File::open(std::env::temp_dir()).unwrap(), later(10_000_000)));
        }
    }
}
