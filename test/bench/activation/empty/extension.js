'use strict';
/** An extension that does nothing: what its activation takes is the editor's own part. */
exports.activate = () => {};
