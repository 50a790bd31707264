# virtiofsd's passthrough/mod.rs, told of kept_pages.rs: with --cache=auto the pages of a file of the root file system (no
# volume's, which others may have mapped) stay with the guest while the file does not change.
/^mod guest_fd_limit;/a mod kept_pages;
/^pub struct PassthroughFs \{/a \    kept_pages: kept_pages::KeptPages,
/^ +let mut fs = PassthroughFs \{/a kept_pages: Default::default(),
/^ +fn do_open\(/,/^    \}/ {
  /^ +let handle = self\.next_handle/i\
let mount = |i| self.inodes.get(i).map(|data| data.ids.mnt_id);\
let holds = mount(inode) == mount(fuse::ROOT_ID) && self.kept_pages.hold(inode, &file);
  s/^( +)_ => \{\}$/\1CachePolicy::Auto => opts.set(OpenOptions::KEEP_CACHE, holds),/
}
