// ec1168ac31709d0cc4872e9baaac1c99f9520729f7fb5ca42fe5716df47638b0
const Engine=(()=>{const n={...ScoringMeans.STEPS,...ScoringLevels.STEPS,...ScoringOrder.STEPS};return{score:function(o,r){const e={plan:o,answers:new Map,scores:new Map,ranking:[],actions:new Map,order:[]};for(const s of o.operations){const o=n[s.op];if(!o)throw new Error(`unknown operation ${s.op}`);o(s,e,r)}return e}}})();
