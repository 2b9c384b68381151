interface Window {
  topoi: any;
}
